import { join } from "node:path";
import { run } from "../../../src/fetch/command.ts";
import { LIMIT_MS, MARK, type Offers, offersIn } from "./offer.ts";

/** What readline does before it calls a completion, for lines whose words are parted in TypeScript. */
const DRIVER = `source "$1"; shift
while (($# > 0)); do
  COMP_WORDS=()
  while [[ $1 != $'\\n' ]]; do COMP_WORDS+=("$1"); shift; done
  shift
  COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)) COMPREPLY=()
  _stream_tts_bun
  echo ${MARK}
  if ((\${#COMPREPLY[@]} > 0)); then printf '%s\\n' "\${COMPREPLY[@]}"; fi
done`;

/** Parts a line as readline does where COMP_WORDBREAKS has `=`. */
export const parted = (line: string): string[] =>
  line.split(" ").flatMap((word) => {
    const parts = word.split(/(=)/);
    // Behind a `=` at the end no word has begun yet.
    return parts.at(-1) === "" && parts.length > 1 ? parts.slice(0, -1) : parts;
  });

/** bash with COMP_WORDS set, as it is when a completion is called. @param words parts a line */
export function bashOffers(words: (line: string) => string[] = parted): Offers {
  return async (script, lines, folder) => {
    const path = join(folder.own, "completion");
    await Bun.write(path, script);
    const given = lines.flatMap((line) => [...words(line), "\n"]);
    const shell = ["bash", "--noprofile", "--norc", "-c", DRIVER, "bash", path, ...given];
    return offersIn(await run(shell, LIMIT_MS, { cwd: folder.path }));
  };
}
