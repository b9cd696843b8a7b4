/** camelCase, snake_case, a digit in it, a file, a call: no English word, so a sentence may begin with it. */
const NAME_OF_CODE = /^\p{Ll}(?:[\p{Ll}-]*[\p{Lu}\p{N}_(]|[\p{Ll}-]+(?:\.\p{L}|::))/u;
/** Can still become one. */
const BEGUN = /^\p{Ll}[\p{Ll}-]*[.:]?$/u;
const LONGEST_NAME = 32;

/** Tools that are always written in lower case and are no words of English. */
const TOOLS = new Set(
  (
    "npm npx pnpm git gh pip pipx uv cargo rustc rustup gcc clang cmake kubectl eslint tsc tsx vitest pytest mypy ruff " +
    "curl wget ssh sudo systemd zsh grep ripgrep sed awk jq ffmpeg nginx redis esbuild webpack vite deno numpy " +
    "llama.cpp ggml libc glibc stdin stdout stderr localhost eslint oxlint biome tmux vim neovim"
  ).split(" "),
);

/** Whether the lower-case word at `at` is a name with which a sentence can begin; `wait` while that is not known. */
export function beginsWithName(text: string, at: number, final: boolean): boolean | "wait" {
  const known = text.slice(at, at + LONGEST_NAME);
  if (NAME_OF_CODE.test(known)) return true;
  if (BEGUN.test(known) && known.length < LONGEST_NAME && !final) return "wait";
  const word = /^[\p{Ll}-]*/u.exec(known)?.[0] ?? "";
  return TOOLS.has(word);
}
