/** How much of the end of a text is looked for in its repetition when the two differ further up, in characters. */
const TAIL = 24;

/**
 * What `whole` says beyond `heard`, its beginning; null when it is another text. White space at the ends may differ, and
 * a repetition that is shorter than what was heard says nothing more.
 */
export function restOf(heard: string, whole: string): string | null {
  const start = heard.trimStart();
  const text = whole.trimStart();
  if (text.startsWith(start)) return text.slice(start.length);
  const said = start.trimEnd();
  if (text.startsWith(said)) return text.slice(said.length);
  const body = text.trimEnd();
  return body !== "" && said.startsWith(body) ? "" : null;
}

/**
 * The same where a piece of what was streamed was never read, because its line was damaged: the end of what was heard is
 * looked for in `whole`, so that a text with a gap is not taken for a new one and spoken again.
 */
export function restAfterGap(heard: string, whole: string): string | null {
  const said = heard.trim();
  if (said.length < TAIL) return null;
  const found = whole.indexOf(said.slice(-TAIL), said.length - TAIL);
  return found < 0 ? null : whole.slice(found + TAIL);
}
