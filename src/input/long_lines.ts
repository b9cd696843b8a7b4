/** Lines up to this size are parsed as they are, in bytes. */
const SHORT_LINE_BYTES = 256 * 1024;
/** A string of more bytes than twice this is shortened to it. */
const KEPT_BYTES = 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
const COLON = 0x3a;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;

const TYPE_KEY = Buffer.from('"type"');
const USER = Buffer.from('"user"');

/**
 * The same line with its long strings shortened, if it is one of the user's place (`"type":"user"`): results of tools, of
 * which megabytes are code, logs and images in base64, and of which no word is ever spoken. Decoding and parsing those
 * would cost more time and memory than all else in a stream.
 *
 * @param line borrowed bytes of JSON
 * @returns the line itself where there is nothing to shorten, and where it is no whole JSON object
 */
export function withoutLongStrings(line: Buffer): Buffer {
  if (line.length <= SHORT_LINE_BYTES) return line;
  const cuts: { from: number; to: number }[] = [];
  let depth = 0;
  let isKey = false;
  let isUsers = false;
  for (let at = 0; at < line.length; at++) {
    const byte = line[at];
    if (byte === OPENING_BRACE || byte === OPENING_BRACKET) depth++;
    else if (byte === CLOSING_BRACE || byte === CLOSING_BRACKET) depth--;
    if (byte !== QUOTE) continue;
    const end = endOfString(line, at);
    if (end < 0) return line;
    if (end - at > 2 * KEPT_BYTES) cuts.push({ from: afterWholeCharacters(line, at + 1), to: end });
    if (depth === 1) {
      if (isKey && line.subarray(at, end + 1).equals(USER)) isUsers = true;
      isKey = line.subarray(at, end + 1).equals(TYPE_KEY) && line[afterBlanks(line, end + 1)] === COLON;
    }
    at = end;
  }
  if (depth !== 0 || !isUsers) return line;
  const kept: Buffer[] = [];
  let from = 0;
  for (const cut of cuts) {
    kept.push(line.subarray(from, cut.from));
    from = cut.to;
  }
  kept.push(line.subarray(from));
  return Buffer.concat(kept);
}

function afterBlanks(line: Buffer, from: number): number {
  let at = from;
  while (line[at] === 0x20 || line[at] === 0x09) at++;
  return at;
}

/** Where the quote is that ends the string begun at `start`; -1 when there is none. */
function endOfString(line: Buffer, start: number): number {
  for (let end = line.indexOf(QUOTE, start + 1); end >= 0; end = line.indexOf(QUOTE, end + 1)) {
    let escapes = end;
    while (line[escapes - 1] === BACKSLASH) escapes--;
    if ((end - escapes) % 2 === 0) return end;
  }
  return -1;
}

/** The first place at least {@link KEPT_BYTES} behind `from` that lies in no escape and in no UTF-8 sequence. */
function afterWholeCharacters(line: Buffer, from: number): number {
  let at = from;
  while (at < from + KEPT_BYTES) {
    if (line[at] === BACKSLASH) at += line[at + 1] === LETTER_U ? 6 : 2;
    else at++;
  }
  while (((line[at] ?? 0) & 0xc0) === 0x80) at++;
  return at;
}
