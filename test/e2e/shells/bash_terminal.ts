import { type Folder, LIMIT_MS } from "./offer.ts";

/** The arguments that a command is called with, each in angle brackets, and a word behind them. */
export const called = (words: readonly string[]) => `${words.map((word) => `<${word}>`).join("")} called`;

/**
 * Types lines into bash, as a person does, where a command prints its arguments instead of doing anything.
 *
 * @returns everything that the terminal showed
 */
export async function typeIntoBash(
  command: string,
  script: string,
  lines: readonly string[],
  { path, own }: Folder,
): Promise<string> {
  const prompt = "ready> ";
  const settings = `PS1='${prompt}'; source ${own}/completion; ${command}() { printf '<%s>' "$@"; echo ' called'; }`;
  await Bun.write(`${own}/completion`, script);
  await Bun.write(`${own}/settings`, settings);
  const typed = [...lines.map((line) => `${line}\r`), "exit\r"];
  let said = "";
  let read = 0;
  const child = Bun.spawn(["bash", "--noprofile", "--rcfile", `${own}/settings`, "-i"], {
    cwd: path,
    env: { PATH: process.env.PATH ?? "", HOME: own, TERM: "dumb", LANG: "C.UTF-8" },
    terminal: {
      cols: 200,
      rows: 50,
      data: (terminal, bytes) => {
        said += new TextDecoder().decode(bytes);
        const at = said.indexOf(prompt, read);
        if (at < 0) return;
        read = at + prompt.length;
        terminal.write(typed.shift() ?? "");
      },
    },
    timeout: LIMIT_MS,
    killSignal: "SIGKILL",
  });
  await child.exited;
  return said;
}
