import { isBlank, isUnspaced } from "./characters.ts";

/** Words before which a long sentence falls into two that can be understood, and translated, each by itself. */
const CONJUNCTIONS =
  /^(?:and|but|or|so|yet|because|since|although|though|while|whereas|which|who|where|when|unless|until|if|then|that|after|before|as)\b/i;

const STRONG = /[;:—–]$/;
const DASH = /(?:^|\s)-{1,3}$/;
const COMMA = /[,、，]$/;
const SHORTENED = /\.$/;

/** A piece is at least this share of what has been read, and leaves at least the rest of it for the next. */
const EARLIEST = 0.35;
const LATEST = 0.85;

/**
 * Where a sentence that does not end is cut: after a semicolon, colon or dash, else a comma, else before a conjunction,
 * else between two words; the latest such place of the best kind. Inside a bracket only words are parted, if need be.
 *
 * @param from the beginning of the sentence
 * @param to how far it was read; at least one character beyond `from`
 * @param unbroken whether the place must not be cut
 * @returns the offset at which the next piece begins
 */
export function naturalCut(
  text: string,
  from: number,
  to: number,
  unbroken: (at: number) => boolean,
): number {
  const earliest = from + Math.floor((to - from) * EARLIEST);
  const latest = from + Math.floor((to - from) * LATEST);
  let best = 0;
  let cut = -1;
  let depth = 0;
  for (let at = from; at <= latest; at++) {
    const character = text.charAt(at);
    if ("([{“「（".includes(character)) depth++;
    else if (")]}”」）".includes(character)) depth = Math.max(0, depth - 1);
    if (at < earliest || unbroken(at)) continue;
    const rank = depth > 0 ? Math.min(rankOf(text, from, to, at), 1) : rankOf(text, from, to, at);
    if (rank > 0 && rank >= best) {
      best = rank;
      cut = at;
    }
  }
  if (cut > from) return cut;
  for (let at = to - 1; at > from; at--) {
    if (isBlank(text.charCodeAt(at)) && !unbroken(at)) return at;
  }
  const code = text.charCodeAt(to);
  const inPair = code >= 0xdc00 && code < 0xe000 && to - 1 > from;
  return inPair ? to - 1 : to;
}

/** How natural a cut at `at` is: 0 for none. */
function rankOf(text: string, from: number, to: number, at: number): number {
  const before = text.slice(Math.max(from, at - 4), at);
  if (isUnspaced(text.charCodeAt(at)) && COMMA.test(before)) return 4;
  if (!isBlank(text.charCodeAt(at)) || isBlank(text.charCodeAt(at - 1))) return 0;
  if (STRONG.test(before) || DASH.test(before)) return 5;
  if (COMMA.test(before)) return 4;
  if (SHORTENED.test(before)) return 1;
  return CONJUNCTIONS.test(text.slice(at + 1, Math.min(at + 12, to))) ? 3 : 2;
}
