/**
 * Which characters Japanese needs. Qwen knows Chinese better than Japanese and slips simplified characters in; a token
 * that could only lead to a character outside of what Japanese is written with is never generated.
 */

/**
 * The characters of JIS X 0208 with their rows (0xA1 to 0xFE), from the platform's EUC-JP decoder (WHATWG Encoding Standard,
 * index jis0208, which adds the NEC and IBM extensions). No alphabets of other scripts, which it holds too: no Japanese
 * sentence of an assistant is written in them.
 */
export function* jisCharacters(): Generator<{ character: string; row: number }> {
  const decoder = new TextDecoder("euc-jp");
  // A row at a time is quicker than a cell at a time; line breaks keep the cells apart.
  const cells = new Uint8Array(CELLS * 3);
  for (let row = FIRST; row <= LAST; row++) {
    if (row === GREEK || row === CYRILLIC) continue;
    for (let cell = 0; cell < CELLS; cell++) cells.set([row, FIRST + cell, 0x0a], cell * 3);
    for (const decoded of decoder.decode(cells).split("\n")) {
      if (decoded.includes("\ufffd")) continue;
      for (const character of decoded) yield { character, row };
    }
  }
}

/** First and last byte of EUC-JP's two, for row and cell. */
const FIRST = 0xa1;
const LAST = 0xfe;
const CELLS = LAST - FIRST + 1;
const GREEK = 0xa6;
const CYRILLIC = 0xa7;

/**
 * From this row on lie the kanji of level 2. Nearly all of them that a small model writes are Chinese words (泄漏, 个), so
 * only those are let through that newspapers write (List of Kanji for General Use, 2010) or developers do.
 */
const LEVEL_2 = 0xd0;
const LEVEL_2_END = 0xf5;
const WRITTEN_OF_LEVEL_2 = new Set(
  "曖彙咽鬱媛臆苛楷諧骸毀畿嗅惧憬錮傲刹恣摯嫉羞拭腎凄醒戚羨箋遡痩踪緻嘲諦溺塡妬貪剝氾訃蔽璧貌頰睦昧冥喩瘍沃拉辣璃慄瑠賂弄籠" +
    "乖齟齬綺纏嵌躓躊躇瞰濾穿俯褄贅儘凌羹齎",
);

const ASCII_END = 0x80;

/**
 * The characters that Japanese is written with, a bit for each of the Basic Multilingual Plane, as {@link Llm.characters} wants
 * them.
 */
export function japaneseBits(): Uint8Array {
  const bits = new Uint8Array(0x10000 / 8);
  const add = (code: number) => {
    bits[code >> 3] = (bits[code >> 3] ?? 0) | (1 << (code & 7));
  };
  for (let code = 0; code < ASCII_END; code++) add(code);
  for (const { character, row } of jisCharacters())
    if (row < LEVEL_2 || row >= LEVEL_2_END || WRITTEN_OF_LEVEL_2.has(character))
      add(character.charCodeAt(0));
  return bits;
}

/** A test for characters that Japanese is written with: ASCII, and what of JIS X 0208 is in use. */
export function japaneseCharacters(): (character: string) => boolean {
  const bits = japaneseBits();
  return (character) => {
    const code = character.codePointAt(0) ?? 0;
    return ((bits[code >> 3] ?? 0) & (1 << (code & 7))) !== 0;
  };
}
