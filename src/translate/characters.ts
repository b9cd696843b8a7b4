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
  for (let row = 0xa1; row <= 0xfe; row++) {
    for (let cell = 0xa1; cell <= 0xfe; cell++) {
      const decoded = decoder.decode(new Uint8Array([row, cell]));
      if (decoded.includes("\ufffd")) continue;
      for (const character of decoded) if (!OTHER_SCRIPT.test(character)) yield { character, row };
    }
  }
}

const OTHER_SCRIPT = /[\p{Script=Cyrillic}\p{Script=Greek}]/u;

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

/** The characters that Japanese is written with, as {@link Llm.characters} wants them. */
export function japaneseBits(): Uint8Array {
  const isWritten = japaneseCharacters();
  const bits = new Uint8Array(0x10000 / 8);
  for (let code = 0; code < 0x10000; code++)
    if (isWritten(String.fromCharCode(code))) bits[code >> 3] = (bits[code >> 3] ?? 0) | (1 << (code & 7));
  return bits;
}

/** A test for characters that Japanese is written with: ASCII, and what of JIS X 0208 is in use. */
export function japaneseCharacters(): (character: string) => boolean {
  const known = new Set<string>();
  for (const { character, row } of jisCharacters())
    if (row < LEVEL_2 || row >= LEVEL_2_END || WRITTEN_OF_LEVEL_2.has(character)) known.add(character);
  return (character) => (character.codePointAt(0) ?? 0) < 0x80 || known.has(character);
}
