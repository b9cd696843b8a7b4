/** The command that the first words name, of one word or of two, and the words behind it; null when they name none. */
export function nameIn(
  argv: string[],
  commands: Readonly<Record<string, unknown>>,
): { name: string; rest: string[] } | null {
  for (const words of [2, 1]) {
    const name = argv.slice(0, words).join(" ");
    if (Object.hasOwn(commands, name)) return { name, rest: argv.slice(words) };
  }
  return null;
}
