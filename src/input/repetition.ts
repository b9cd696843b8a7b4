/** How much of an end of a text is looked for in its repetition when the two differ elsewhere, in characters. */
const TAIL = 24;

const BLANK = /\s/;

/**
 * What `whole` says beyond `heard`, its beginning; null when it is another text. White space may differ everywhere, and a
 * repetition that is shorter than what was heard says nothing more.
 */
export function restOf(heard: string, whole: string): string | null {
  if (whole.startsWith(heard)) return whole.slice(heard.length);
  let at = 0;
  let next = 0;
  for (;;) {
    while (at < heard.length && BLANK.test(heard.charAt(at))) at++;
    if (at === heard.length) return whole.slice(next);
    const from = next;
    while (next < whole.length && BLANK.test(whole.charAt(next))) next++;
    if (next === whole.length) return from === 0 ? null : "";
    if (heard.charCodeAt(at) !== whole.charCodeAt(next)) return null;
    at++;
    next++;
  }
}

/** Whether two texts differ in nothing but white space. */
export function isSame(heard: string, whole: string): boolean {
  return restOf(heard, whole)?.trim() === "" && restOf(whole, heard)?.trim() === "";
}

/**
 * The same as {@link restOf} where a piece of what was streamed was never read, because its line was damaged: the end of
 * what was heard is looked for in `whole`, so that a text with a gap is not taken for a new one and spoken again.
 */
export function restAfterGap(heard: string, whole: string): string | null {
  const said = heard.trim();
  if (said.length < TAIL) return null;
  const found = whole.indexOf(said.slice(-TAIL), said.length - TAIL);
  return found < 0 ? null : whole.slice(found + TAIL);
}

/** The text without its white space. */
export function squeeze(text: string): string {
  return text.replace(/\s+/g, "");
}
