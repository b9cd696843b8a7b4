import {
  type Argument,
  type CommandDescription,
  type Flag,
  firstWords,
  type ProgramDescription,
  partsOf,
} from "../cli_description/describe.ts";
import type { Values } from "../cli_description/values.ts";
import { quoted } from "./quote.ts";

/**
 * Completion for zsh, on its own functions: zshcompsys(1), `_arguments`. It works as a file of `fpath`, where its first line
 * counts, and evaluated, where it has itself registered.
 */
export function zshScript(program: ProgramDescription): string {
  const { name, version, standard, versionFlag } = program;
  const twoWords = program.commands.filter((command) => command.name.includes(" "));
  const described = firstWords(program).map((command) => quoted(describedWord(command)));
  return `#compdef ${name}
# Completion of ${name} ${version} for zsh. Where no package brought it, put this into ~/.zshrc, behind compinit:
#   eval "$(${name} completions zsh)"

# Offers some words, and files.
_${name}_words_or_files() {
  local expl ret=1
  local -a offered=("$@")
  _wanted words expl word compadd -a offered && ret=0
  _files && ret=0
  return ret
}

# Offers words for a list with commas.
_${name}_list() {
  _values -s , word "$@"
}

_${name}() {
  local curcontext=$curcontext command=${quoted(standard.name)}
  local -a commands first
  if (( CURRENT == 2 )); then
    commands=(
      ${described.join("\n      ")}
    )
    if [[ $PREFIX != -* ]]; then
      _describe -t commands command commands
      return
    fi
    first=(${quoted(flagSpec(versionFlag))})
  elif (( CURRENT > 3 )) && [[ "$words[2] $words[3]" == (${alternatives(twoWords)}) ]]; then
    command="$words[2] $words[3]"
    shift 2 words
    (( CURRENT -= 2 ))
  elif [[ "$words[2]" == (${alternatives(firstWords(program))}) ]]; then
    command=$words[2]
    shift words
    (( CURRENT -= 1 ))
  fi
  case $command in
${program.commands.map((command) => branch(command, program)).join("")}  esac
}

if [[ $funcstack[1] == _${name} ]]; then
  _${name} "$@"
else
  compdef _${name} ${name}
fi
`;
}

function branch(command: CommandDescription, program: ProgramDescription): string {
  const first = command === program.standard ? ['"$first[@]"'] : [];
  const parts = partsOf(program, command).map((part) => ({
    ...part,
    name: part.name.slice(command.name.length + 1),
  }));
  const specs = [
    ...command.flags.flatMap((flag) => flagSpecs(flag)),
    ...command.arguments.map((argument, index) => argumentSpec(argument, index + 1)),
    ...(parts.length === 0 ? [] : [`1:command:((${parts.map(escapedItem).join(" ")}))`]),
  ].map(quoted);
  const lines = ["_arguments -S", ...first, ...specs].join(" \\\n        ");
  return `    ${quoted(command.name)})\n      ${lines}\n      ;;\n`;
}

function flagSpecs(flag: Flag): string[] {
  if (flag.short === null) return [flagSpec(flag)];
  const text = `[${escaped(flag.description)}]`;
  return [`(- *)-${flag.short}${text}`, `(- *)--${flag.name}${text}`];
}

/** `--name=[description]:hint:action`; the value may be a word of its own. */
function flagSpec({ name, description, value }: Flag): string {
  const text = `[${escaped(description)}]`;
  if (value === null) return `--${name}${text}`;
  return `--${name}=${text}:${escaped(value.hint)}:${actionFor(value.values)}`;
}

function argumentSpec({ hint, isRequired, isRepeated, values }: Argument, at: number): string {
  const place = isRepeated ? "*:" : isRequired ? `${at}:` : `${at}::`;
  return `${place}${escaped(hint)}:${actionFor(values)}`;
}

/** Begins with a space where `_arguments` shall add no words of its own to a command. */
function actionFor({ words, isList, paths }: Values): string {
  const all = words.join(" ");
  if (isList) return ` _stream-tts-bun_list ${all}`;
  if (paths === "folders") return "_files -/";
  if (paths === "files") return words.length === 0 ? "_files" : ` _stream-tts-bun_words_or_files ${all}`;
  return words.length === 0 ? " " : `(${all})`;
}

/** For `_describe`, which parts a word from its description at a colon. */
const describedWord = ({ name, description }: { name: string; description: string }) =>
  `${name}:${description.replaceAll(/[\\:]/g, "\\$&")}`;

/** The same in a list of words in a specification of `_arguments`, which takes colons for its own first and evaluates the rest. */
const escapedItem = (item: { name: string; description: string }) =>
  quoted(describedWord(item)).replaceAll(":", "\\:");

/** Inside of a specification of `_arguments`, whose marks these are. */
const escaped = (text: string) => text.replaceAll(/[\\:[\]]/g, "\\$&");

const alternatives = (commands: readonly CommandDescription[]) =>
  commands.map(({ name }) => name.replaceAll(" ", "\\ ")).join("|");
