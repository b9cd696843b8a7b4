/**
 * Which tokens Japanese needs. Qwen knows Chinese better than Japanese and slips simplified characters in; a token
 * that holds a character outside of what Japanese is written with is never generated.
 */

/**
 * The characters of JIS X 0208, from the platform's EUC-JP decoder (rows and cells 0xA1 to 0xFE; WHATWG Encoding
 * Standard, index jis0208, which adds the NEC and IBM extensions).
 */
function jisCharacters(): Set<string> {
  const decoder = new TextDecoder("euc-jp");
  const characters = new Set<string>();
  for (let row = 0xa1; row <= 0xfe; row++) {
    for (let cell = 0xa1; cell <= 0xfe; cell++) {
      const decoded = decoder.decode(new Uint8Array([row, cell]));
      if (!decoded.includes("\ufffd")) for (const character of decoded) characters.add(character);
    }
  }
  return characters;
}

/** JIS X 0208 holds these alphabets too, but no Japanese sentence of an assistant is written in them. */
const OTHER_SCRIPT = /[\p{Script=Cyrillic}\p{Script=Greek}]/u;

/**
 * One byte for each token: 1 where it may be generated, 0 where not.
 *
 * Tokens that are no whole UTF-8 stay allowed: rare kanji are written with them, and {@link japaneseBits} tells which.
 *
 * @param size vocabulary size in tokens
 * @param piece the bytes of a token
 */
export function japaneseMask(size: number, piece: (token: number) => Uint8Array): Uint8Array {
  const isWritten = japaneseCharacters();
  const decoder = new TextDecoder("utf-8");
  const allowed = new Uint8Array(size);
  for (let token = 0; token < size; token++) {
    const text = decoder.decode(piece(token));
    const isAllowed = [...text].every((character) => character === "\ufffd" || isWritten(character));
    allowed[token] = isAllowed ? 1 : 0;
  }
  return allowed;
}

/** The characters that Japanese is written with, as {@link Llm.characters} wants them. */
export function japaneseBits(): Uint8Array {
  const isWritten = japaneseCharacters();
  const bits = new Uint8Array(0x10000 / 8);
  for (let code = 0; code < 0x10000; code++)
    if (isWritten(String.fromCharCode(code))) bits[code >> 3] = (bits[code >> 3] ?? 0) | (1 << (code & 7));
  return bits;
}

/** A test for characters that Japanese is written with: ASCII, and JIS X 0208 without the alphabets of other scripts. */
export function japaneseCharacters(): (character: string) => boolean {
  const known = jisCharacters();
  return (character) =>
    (character.codePointAt(0) ?? 0) < 0x80 || (known.has(character) && !OTHER_SCRIPT.test(character));
}
