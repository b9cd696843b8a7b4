import { PAUSE, type Reader } from "./reader.ts";

/** Signs that are words wherever they stand. */
const WORDS: Readonly<Record<string, string>> = {
  "===": "イコール",
  "==": "イコール",
  "!==": "ノットイコール",
  "!=": "ノットイコール",
  "≠": "ノットイコール",
  "≈": "ほぼ",
  "+=": "プラスイコール",
  "-=": "マイナスイコール",
  "++": "プラスプラス",
  "&&": "アンド",
  "&": "アンド",
  "||": "オア",
  "??": "？",
  "=": "イコール",
  "+": "プラス",
  "±": "プラスマイナス",
  "×": "かける",
  "÷": "わる",
  "%": "パーセント",
  "∞": "無限大",
  "√": "ルート",
  "§": "セクション",
  "€": "ユーロ",
  "£": "ポンド",
  "¥": "円",
  "°": "度",
  "°C": "度",
  "°F": "度",
  "...": "…",
  "…": "…",
  "<-": PAUSE,
  "->": PAUSE,
  "=>": PAUSE,
  "--": PAUSE,
  "—": PAUSE,
  "―": PAUSE,
  "─": PAUSE,
  ":": PAUSE,
  ";": PAUSE,
  "/": PAUSE,
  "【": PAUSE,
  "】": PAUSE,
  "〈": PAUSE,
  "〉": PAUSE,
  "《": PAUSE,
  "》": PAUSE,
  "〔": PAUSE,
  "〕": PAUSE,
  "(": "（",
  ")": "）",
  "!": "！",
  "?": "？",
};

const escaped = (sign: string): string => sign.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

const word: Reader = {
  kind: "symbol",
  pattern: new RegExp(
    Object.keys(WORDS)
      .sort((a, b) => b.length - a.length)
      .map(escaped)
      .join("|"),
    "y",
  ),
  read: ([sign]) => WORDS[sign],
};

/** Signs that are words only between two operands with space around them: `a < b`, `cat | grep`, `a - b`. */
const SPACED: Readonly<Record<string, string>> = {
  "<": "小なり",
  ">": "大なり",
  "<=": "小なりイコール",
  ">=": "大なりイコール",
  "|": "パイプ",
  "*": "アスタリスク",
  "-": PAUSE,
  "~": PAUSE,
};

const spaced: Reader = {
  kind: "symbol",
  pattern: /(?<=\S )([<>]=?|[|*~-])(?= \S)/y,
  read: ([sign]) => SPACED[sign],
};

/** A wave dash is a mark of its own; only between numbers is it a word, see numbers.ts. */
const wave: Reader = { kind: "symbol", pattern: /[〜～]/y, read: ([sign]) => sign };
const emptyBrackets: Reader = { kind: "symbol", pattern: /\([^\p{L}\p{N}()]*\)/uy, read: () => "" };

/** A comma or full stop of English text; a row of full stops that ends a thought stays one. */
const punctuation: Reader = {
  kind: "symbol",
  pattern: /([,.])/y,
  read: ([sign]) => (sign === "," ? PAUSE : "。"),
};

/** `*.ts`, and `\n`: here the sign itself is meant. */
const glob: Reader = { kind: "symbol", pattern: /\*+(?=\.\w)|(?<=\/)\*+/y, read: () => "アスタリスク" };
const escapeSequence: Reader = {
  kind: "symbol",
  pattern: /\\(?=[a-z](?![A-Za-z]))/y,
  read: () => "バックスラッシュ",
};
const at: Reader = { kind: "symbol", pattern: /@(?=[A-Za-z_])/y, read: () => "アット" };

/** Everything else in ASCII is markup, a quotation mark or a bracket: no sound. */
const silent: Reader = { kind: "symbol", pattern: /[\x21-\x7E]/y, read: () => "" };

/** In the order they are tried. */
export const SYMBOL_READERS: readonly Reader[] = [
  spaced,
  wave,
  emptyBrackets,
  glob,
  escapeSequence,
  at,
  word,
  punctuation,
  silent,
];
