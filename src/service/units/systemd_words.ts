/**
 * Words of a command line in a systemd unit: systemd.service(5), "Command lines", and systemd.syntax(7), "Quoting".
 *
 * systemd takes a line apart at blanks, resolves quotes and C-style escapes, then specifiers (`%h`), and when it starts
 * the command, variables (`$HOME`).
 */

/** What means nothing to systemd, wherever it stands. */
const PLAIN = /^[A-Za-z0-9_@%$+=:,./-]+$/;

/** The line that gives a command's program and arguments as they are. */
export function execLine([program = "", ...args]: readonly string[]): string {
  // The program's path is no subject to variables, so its dollars are single.
  return [withoutSpecifiers(program), ...args.map((arg) => withoutSpecifiers(arg).replaceAll("$", "$$$$"))]
    .map(quoted)
    .join(" ");
}

/** The value of an `Environment=` line that sets a variable. Dollars mean nothing there. */
export function environmentWord(name: string, value: string): string {
  return quoted(withoutSpecifiers(`${name}=${value}`));
}

/** The words that {@link execLine} was made of. */
export function execWords(line: string): string[] {
  const words = [...line.matchAll(/"((?:[^"\\]|\\.)*)"|[^\s"]+/g)].map(([plain, inside]) =>
    (inside === undefined ? plain : unescaped(inside)).replaceAll("%%", "%"),
  );
  return words.map((word, index) => (index === 0 ? word : word.replaceAll("$$", "$")));
}

function withoutSpecifiers(word: string): string {
  return word.replaceAll("%", "%%");
}

function quoted(word: string): string {
  if (PLAIN.test(word)) return word;
  const inside = word
    .replace(/["\\]/g, "\\$&")
    .replace(/\p{Cc}/gu, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `"${inside}"`;
}

function unescaped(inside: string): string {
  return inside.replace(/\\(?:u([0-9a-f]{4})|(.))/g, (_, code?: string, char?: string) =>
    code === undefined ? (char ?? "") : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
