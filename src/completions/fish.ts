import {
  type Argument,
  type CommandDescription,
  type Flag,
  firstWords,
  type ProgramDescription,
  partsOf,
  valueFlags,
} from "../cli_description/describe.ts";
import type { Values } from "../cli_description/values.ts";
import { quotedForFish as quoted } from "./quote.ts";

/** Completion for fish, from 3.0 on: complete(1) of fish. */
export function fishScript(program: ProgramDescription): string {
  const { name, version, standard, versionFlag } = program;
  const twoWords = program.commands.filter((command) => command.name.includes(" "));
  const first = "__stream_tts_bun_first";
  return `# Completion of ${name} ${version} for fish. Where no package brought it, put this into ~/.config/fish/config.fish:
#   ${name} completions fish | source

# Prints the command that the words before the cursor name, and how many words beside flags stand behind it.
function __stream_tts_bun_place
    set -l words (commandline -opc)
    set -e words[1]
    set -l command ${quoted(standard.name)}
    if contains -- "$words[1] $words[2]" ${twoWords.map((one) => quoted(one.name)).join(" ")}
        set command "$words[1] $words[2]"
        set -e words[1..2]
    else if contains -- "$words[1]" ${firstWords(program)
      .map((one) => quoted(one.name))
      .join(" ")}
        set command $words[1]
        set -e words[1]
    end
    set -l number 0
    set -l flag
    set -l closed
    for word in $words
        if test -n "$flag"
            set flag
        else if test -z "$closed" -a "$word" = --
            set closed 1
        else if test -z "$closed"; and string match -q -- '-?*' $word
            if contains -- $word ${[...valueFlags(program).keys()].map((flag) => `--${flag}`).join(" ")}
                set flag $word
            end
        else
            set number (math $number + 1)
        end
    end
    printf '%s\\n' $command $number
end

# Whether the cursor stands behind a command, and, where a number is given, at that place among the words beside flags.
function __stream_tts_bun_at --argument-names command number
    set -l place (__stream_tts_bun_place)
    test "$place[1]" = "$command"; or return 1
    test -z "$number"; or test "$place[2]" = "$number"
end

# Whether the cursor stands at the first word.
function __stream_tts_bun_first
    test (count (commandline -opc)) -eq 1
end

# Prints what of a value is typed.
function __stream_tts_bun_typed
    string replace -r -- '^--[^=]*=' '' (commandline -ct)
end

function __stream_tts_bun_folders
    __fish_complete_directories (__stream_tts_bun_typed)
end

# Prints words for a list with commas, but for those that it has already, each behind what is typed.
function __stream_tts_bun_list
    set -l typed (__stream_tts_bun_typed)
    set -l before (string match -r -- '^.*,' $typed)
    for word in $argv
        contains -- $word (string split -- , $typed); or printf '%s\\n' "$before$word"
    end
end

complete -c ${name} -f
${firstWords(program)
  .map((command) => line(name, first, [`-a ${quoted(command.name)}`, describedBy(command)]))
  .join("")}${line(name, first, [`-l ${versionFlag.name}`, describedBy(versionFlag)])}
${program.commands.map((command) => linesOf(command, program).join("")).join("\n")}`;
}

function linesOf(command: CommandDescription, program: ProgramDescription): string[] {
  const at = (number?: number) =>
    `__stream_tts_bun_at ${quoted(command.name)}${number === undefined ? "" : ` ${number}`}`;
  const parts = partsOf(program, command).map((part) =>
    line(program.name, at(0), [`-a ${quoted(part.name.slice(command.name.length + 1))}`, describedBy(part)]),
  );
  const words = command.arguments.map((argument, index) =>
    argumentLine(program.name, at(argument.isRepeated ? undefined : index), argument),
  );
  const flags = command.flags.map((flag) => line(program.name, at(), flagWords(flag)));
  return [...parts, ...words, ...flags];
}

function argumentLine(program: string, condition: string, { values }: Argument): string {
  return line(program, condition, [...(values.paths === "files" ? ["-F"] : []), ...offered(values)]);
}

function flagWords({ name, short, description, value }: Flag): string[] {
  const letter = short === null ? [] : [`-s ${short}`];
  const taken = value === null ? [] : [value.values.paths === "files" ? "-r -F" : "-x"];
  const offers = value === null ? [] : offered(value.values);
  return [...letter, `-l ${name}`, ...taken, ...offers, describedBy({ description })];
}

function offered({ words, isList, paths }: Values): string[] {
  if (isList) return [`-a ${quoted(`(__stream_tts_bun_list ${words.join(" ")})`)}`];
  if (paths === "folders") return [`-a ${quoted("(__stream_tts_bun_folders)")}`];
  return words.length === 0 ? [] : [`-a ${quoted(words.join(" "))}`];
}

const describedBy = ({ description }: { description: string }) => `-d ${quoted(description)}`;

const line = (program: string, condition: string, words: readonly string[]) =>
  `complete -c ${program} -n ${quoted(condition)} ${words.join(" ")}\n`;
