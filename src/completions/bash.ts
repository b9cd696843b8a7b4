import {
  type CommandDescription,
  firstWords,
  type ProgramDescription,
  partsOf,
  valueFlags,
} from "../cli_description/describe.ts";
import type { Values } from "../cli_description/values.ts";
import { quoted } from "./quote.ts";

/**
 * Completion for bash, from 3.2 on, which macOS has: no functions of the package bash-completion, no `compopt` that must
 * succeed, no `mapfile`.
 *
 * readline parts words at `=` (COMP_WORDBREAKS), so `--output=x` usually comes as three words, and what is offered is the
 * part behind it. Who has taken `=` out of COMP_WORDBREAKS gets the word whole.
 */
export function bashScript(program: ProgramDescription): string {
  const { name, version } = program;
  const parts = program.commands.filter((command) => command.name.includes(" "));
  return `# Completion of ${name} ${version} for bash. Where no package brought it, put this into ~/.bashrc:
#   eval "$(${name} completions bash)"

# Offers those of some words that begin with what is typed.
_stream_tts_bun_words() {
  local word
  for word; do
    if [[ $word == "$current"* ]]; then COMPREPLY+=("$before$word"); fi
  done
}

# Offers words for a list with commas, but for those that it has already.
_stream_tts_bun_list() {
  local given=",$current," word
  if [[ $current == *,* ]]; then before+="\${current%,*}," current=\${current##*,}; fi
  for word; do
    if [[ $given != *",$word,"* ]]; then _stream_tts_bun_words "$word"; fi
  done
  compopt -o nospace 2>/dev/null
}

# Offers files (-f) or folders (-d).
_stream_tts_bun_paths() {
  local path
  compopt -o filenames -o default 2>/dev/null
  while IFS= read -r path; do
    if [[ -n $path ]]; then COMPREPLY+=("$before$path"); fi
  done <<< "$(compgen "$1" -- "$current")"
}

_stream_tts_bun_takes_value() {
  case $1 in
    ${alternatives([...valueFlags(program).keys()].map((flag) => `--${flag}`))}) return 0 ;;
  esac
  return 1
}

_stream_tts_bun_value() {
  case $1 in
${[...valueFlags(program)].map(([flag, { values }]) => branch(`--${flag}`, offers(values))).join("")}  esac
}

_stream_tts_bun_flags() {
  case $1 in
${program.commands.map((command) => branch(patternOf(command, program), flagsOf(command))).join("")}  esac
}

# Offers what may stand at a place among the words that are no flags, counted from 0.
_stream_tts_bun_argument() {
  case "$1 $2" in
${program.commands.flatMap((command) => argumentBranches(command, program)).join("")}  esac
}

_stream_tts_bun() {
  local IFS=$' \\t\\n' current=\${COMP_WORDS[COMP_CWORD]} before='' command='' at=1 flag='' number=0 closed='' word i
  COMPREPLY=()
  if ((COMP_CWORD > 1)); then
    case \${COMP_WORDS[1]} in
      ${alternatives(firstWords(program).map((command) => command.name))}) command=\${COMP_WORDS[1]} at=2 ;;
    esac
  fi
  if ((COMP_CWORD > 2)); then
    case "\${COMP_WORDS[1]} \${COMP_WORDS[2]}" in
      ${alternatives(parts.map((command) => command.name))}) command="\${COMP_WORDS[1]} \${COMP_WORDS[2]}" at=3 ;;
    esac
  fi
  for ((i = at; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ -n $flag ]]; then
      if [[ $word != = ]]; then flag=''; fi
    elif [[ -z $closed && $word == -- ]]; then
      closed=1
    elif [[ -z $closed && $word == -?* ]]; then
      if _stream_tts_bun_takes_value "$word"; then flag=$word; fi
    else
      number=$((number + 1))
    fi
  done
  if [[ -n $flag && $current == = ]]; then current=''; fi
  if [[ -z $flag && -z $closed && $current == --*=* ]]; then
    flag=\${current%%=*} before=\${current%%=*}= current=\${current#*=}
  fi
  if [[ -n $flag ]]; then
    _stream_tts_bun_value "$flag"
    return 0
  fi
  if ((COMP_CWORD == 1)); then
    ${wordsOf(firstWords(program).map((command) => command.name))}
  else
    _stream_tts_bun_argument "$command" "$number"
  fi
  if [[ -z $closed ]] && [[ $current == -* || \${#COMPREPLY[@]} -eq 0 ]]; then
    if ((COMP_CWORD == 1)); then _stream_tts_bun_words --${program.versionFlag.name}; fi
    _stream_tts_bun_flags "$command"
  fi
  return 0
}

complete -F _stream_tts_bun ${name}
`;
}

function argumentBranches(command: CommandDescription, program: ProgramDescription): string[] {
  const parts = partsOf(program, command).map(({ name }) => name.slice(command.name.length + 1));
  if (parts.length > 0) return [branch(quoted(`${command.name} 0`), [wordsOf(parts)])];
  return command.arguments.map(({ values, isRepeated }, number) => {
    const pattern = isRepeated ? `${quoted(`${command.name} `)}*` : quoted(`${command.name} ${number}`);
    return branch(pattern, offers(values));
  });
}

function flagsOf({ flags }: CommandDescription): string[] {
  return [
    wordsOf(flags.flatMap(({ name, short }) => [`--${name}`, ...(short === null ? [] : [`-${short}`])])),
  ];
}

/** Commands that offer what may stand there. */
function offers({ words, isList, paths }: Values): string[] {
  const listed = isList ? [`_stream_tts_bun_list ${words.map(quoted).join(" ")}`] : [wordsOf(words)];
  return [
    ...(words.length === 0 ? [] : listed),
    ...(paths === null ? [] : [`_stream_tts_bun_paths ${paths === "files" ? "-f" : "-d"}`]),
  ];
}

const wordsOf = (words: readonly string[]) => `_stream_tts_bun_words ${words.map(quoted).join(" ")}`;

const alternatives = (words: readonly string[]) => words.map(quoted).join(" | ");

/** The default command is also what stands where there is none. */
function patternOf(command: CommandDescription, { standard }: ProgramDescription): string {
  return command === standard ? `'' | ${quoted(command.name)}` : quoted(command.name);
}

function branch(pattern: string, commands: readonly string[]): string {
  if (commands.length === 0) return "";
  return `    ${pattern})\n${commands.map((command) => `      ${command}\n`).join("")}      ;;\n`;
}
