import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LIMIT_MS, MARK, type Offers, offersIn } from "./offer.ts";

/**
 * zsh completes only at a terminal. As soon as it reads a line, each of ours is put in its place and listed, and what
 * compadd is given in the end is written down. A completion that adds to an array (-O, -A, -D) only asks.
 */
const ZSHRC = `fpath=($ZDOTDIR/functions $fpath)
autoload -Uz compinit
compinit -u -d $ZDOTDIR/dump
if [[ -e $ZDOTDIR/completion ]]; then source $ZDOTDIR/completion; fi
zstyle ':completion:*' list-grouped false
compadd() {
  if (( \${argv[(I)-[OAD]]} )); then
    builtin compadd "$@"
    return
  fi
  local -a words shown
  local at=\${argv[(I)-*d]}
  if (( at )); then shown=("\${(@P)argv[at + 1]}"); fi
  builtin compadd -O words "$@"
  local i
  for (( i = 1; i <= $#words; i++ )); do
    print -r -- "$IPREFIX$words[i]"$'\\t'"\${shown[i]##*[[:space:]]-- }" >> $ZDOTDIR/offers
  done
  builtin compadd "$@"
}
zle -C list list-choices _main_complete
zle-line-init() {
  local line
  for line in "\${(@f)$(<$ZDOTDIR/lines)}"; do
    BUFFER=$line CURSOR=$#line
    print -r -- ${MARK} >> $ZDOTDIR/offers
    zle list
  done
  exit
}
zle -N zle-line-init
`;

/** Broad enough for every description: what does not fit is cut off. */
const TERMINAL = { cols: 1000, rows: 200 };

/** zsh at a terminal. @param place of the script: `completion`, which is sourced, or one that zsh looks into by itself */
export function zshOffers(place: "completion" | "functions/_stream-tts-bun"): Offers {
  return async (script, lines, { path, own }) => {
    mkdirSync(join(own, "functions"), { recursive: true });
    for (const [name, text] of Object.entries({ ".zshrc": ZSHRC, [place]: script, lines: lines.join("\n") }))
      writeFileSync(join(own, name), text);
    const child = Bun.spawn(["zsh", "-d", "-i"], {
      cwd: path,
      env: { PATH: process.env.PATH ?? "", HOME: own, ZDOTDIR: own, TERM: "xterm", LANG: "C.UTF-8" },
      terminal: { ...TERMINAL, data: () => {} },
      timeout: LIMIT_MS,
      killSignal: "SIGKILL",
    });
    await child.exited;
    return offersIn(readFileSync(join(own, "offers"), "utf8"));
  };
}
