/** Words that no shell reads otherwise than as they stand. */
const PLAIN = /^[\w./-]+$/;

/** A word for bash and zsh, which read nothing between single quotes but the next one. */
export function quoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A word for fish, where `\\` stands for itself and for `'` between single quotes. */
export function quotedForFish(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll(/[\\']/g, "\\$&")}'`;
}
