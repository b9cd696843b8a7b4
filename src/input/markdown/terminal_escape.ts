/** The longest sequence that is looked for, in characters. */
const LONGEST = 200;

const ESCAPE = 0x1b;
const BELL = 0x07;

/**
 * Where a terminal's escape sequence ends that begins with the escape character at `at`: a control sequence (colours), an
 * operating system command ended by BEL or ST (titles, links), or a short escape (ECMA-48, section 5).
 *
 * @param final whether no more text comes
 * @returns the offset behind the escape character when what follows is none of these; `wait` while more text could change the answer
 */
export function terminalEscape(text: string, at: number, final: boolean): number | "wait" {
  const kind = text.charAt(at + 1);
  const stop = Math.min(text.length, at + LONGEST);
  for (let i = kind === "[" || kind === "]" ? at + 2 : at + 1; i < stop; i++) {
    const code = text.charCodeAt(i);
    if (kind === "]") {
      if (code === BELL) return i + 1;
      if (code === ESCAPE && i + 1 < stop) return text[i + 1] === "\\" ? i + 2 : at + 1;
      continue;
    }
    const last = kind === "[" ? code >= 0x40 && code <= 0x7e : code >= 0x30 && code <= 0x7e;
    if (last) return i + 1;
    const goesOn = kind === "[" ? code >= 0x20 && code <= 0x3f : code >= 0x20 && code <= 0x2f;
    if (!goesOn) return at + 1;
  }
  return final || text.length - at >= LONGEST ? at + 1 : "wait";
}
