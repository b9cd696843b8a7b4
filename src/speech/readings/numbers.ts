import { spellOut } from "./letters.ts";
import { joinReadings, type Place, type Reader } from "./reader.ts";
import { readUnit, UNIT } from "./units.ts";
import type { UserDictionary } from "./user_dictionary.ts";
import { LONGEST_NUMBER, readWord } from "./words.ts";

const CURRENCIES: Readonly<Record<string, string>> = { $: "ドル", "€": "ユーロ", "£": "ポンド", "¥": "円" };
const SIGNS: Readonly<Record<string, string>> = { "-": "マイナス", "+": "プラス", "±": "プラスマイナス" };
const COMPARISONS: Readonly<Record<string, string>> = { ">=": "以上", "<=": "以下", ">": "超", "<": "未満" };
/** Of a commit's hash people say no more than git shows. */
const HASH_SHOWN = 7;

/** 1.2.3 is 1テン2テン3: after a second point Open JTalk falls silent, and the parts are whole numbers. */
export function readDotted(version: string, user: UserDictionary): string {
  return version
    .split(".")
    .map((part) => (/^\d+$/.test(part) ? part : readWord(part, user)))
    .join("テン");
}

/** A plain number or decimal. 3.14 is right as it stands; what is too long for a number is said digit by digit. */
export function readDecimal(digits: string): string {
  const [whole = "", fraction] = digits.replaceAll(",", "").split(".");
  if (whole.length <= LONGEST_NUMBER) return (whole || "0") + (fraction === undefined ? "" : `.${fraction}`);
  return spellOut(whole) + (fraction === undefined ? "" : `テン${spellOut(fraction)}`);
}

const inRange = (value: string, from: number, to: number): boolean =>
  Number(value) >= from && Number(value) <= to;

function readClock(hour: string, minute: string, second: string | undefined): string | undefined {
  if (!inRange(hour, 0, 24) || !inRange(minute, 0, 59) || !inRange(second ?? "0", 0, 59)) return undefined;
  const minutes = Number(minute) === 0 && second === undefined ? "" : `${Number(minute)}分`;
  return `${Number(hour)}時${minutes}${second === undefined ? "" : `${Number(second)}秒`}`;
}

const date: Reader = {
  kind: "number",
  pattern:
    /(?<!\d)(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?(?![\w/-])/y,
  read: ([, year, , month = "", day = "", hour, minute, second]) => {
    if (!inRange(month, 1, 12) || !inRange(day, 1, 31)) return undefined;
    const clock = hour === undefined || minute === undefined ? "" : readClock(hour, minute, second);
    return `${year}年${Number(month)}月${Number(day)}日${clock ?? ""}`;
  },
};

const time: Reader = {
  kind: "number",
  pattern: /(?<![\d.:])(\d{1,2}):(\d{2})(?::(\d{2}))?(?![\d.:])/y,
  read: ([, hour = "", minute = "", second]) => readClock(hour, minute, second),
};

const ratio: Reader = {
  kind: "number",
  pattern: /(?<![\d.:])(\d+):(\d+)(?![\d.:])/y,
  read: ([, left, right]) => `${left}対${right}`,
};

const duration: Reader = {
  kind: "number",
  pattern: /(?:(\d+)h ?)?(\d+)m(?: ?(\d+(?:\.\d+)?)s)?(?![A-Za-z0-9_])/y,
  read: ([, hours, minutes, seconds]) => {
    if (hours === undefined && seconds === undefined) return undefined;
    return `${hours ? `${hours}時間` : ""}${minutes}分${seconds ? `${seconds}秒` : ""}`;
  },
};

const address: Reader = {
  kind: "number",
  pattern: /(\d{1,3}(?:\.\d{1,3}){3})(?::(\d+)|\/(\d+))?(?![\w.]*\w)/y,
  read: ([, host = "", port, mask], { user }) =>
    readDotted(host, user) + (port ? `のポート${port}` : "") + (mask ? `スラッシュ${mask}` : ""),
};

/** Enough of the text before to hold the word バージョン and a space or two. */
const wordBefore = ({ text, start }: Place): string => text.slice(Math.max(0, start - 12), start);

/** Words that name a thing of many versions stand before the number without バージョン in between. */
const namedBefore = (place: Place): boolean => /[A-Za-zァ-ヺー]\s*@?$/.test(wordBefore(place));
const versionBefore = (place: Place): boolean =>
  /(?:バージョン|version|ver\.?|版)\s*$/i.test(wordBefore(place));

const version: Reader = {
  kind: "number",
  pattern: /(v?)(\d+(?:\.(?:\d+|[x*](?![A-Za-z0-9])))*)(?:[-+]([A-Za-z][\w]*(?:[.-]\w+)*))?(?![\w.]*\w)/y,
  read: ([, mark, numbers = "", suffix], place) => {
    const points = numbers.split(".").length - 1;
    if (mark === "" && points < 2 && !/[x*]$/i.test(numbers)) return undefined;
    const named = mark === "" ? namedBefore(place) : versionBefore(place);
    const read =
      readDotted(numbers.replace(/\.[x*]$/i, ""), place.user) + (/[x*]$/i.test(numbers) ? "系" : "");
    const after = suffix?.split(/[.-]/).map((part) => readWord(part, place.user)) ?? [];
    return joinReadings([named ? "" : "バージョン", read, ...after]);
  },
};

const hexadecimal: Reader = {
  kind: "number",
  pattern: /0[xbo][0-9a-f_]+(?![A-Za-z0-9])/iy,
  read: ([digits]) => spellOut(digits),
};

const hash: Reader = {
  kind: "number",
  pattern:
    /(?=[0-9a-f-]*\d)(?=[0-9a-f-]*[a-f])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{7,64})(?![A-Za-z0-9_-])/iy,
  read: ([digits]) =>
    /^(?:[a-f]+\d{1,3}|\d+[a-f])$/i.test(digits) ? undefined : spellOut(digits.slice(0, HASH_SHOWN)),
};

const numbered: Reader = {
  kind: "number",
  pattern: /#(?:(\d+)|([0-9a-f]{3,8}))(?![A-Za-z0-9_])/iy,
  read: ([, number, colour = ""]) => (number ? `ナンバー${readDecimal(number)}` : spellOut(colour)),
};

/** Telephone numbers and the like: three groups or more, digit by digit. */
const groups: Reader = {
  kind: "number",
  pattern: /\d+(?:-\d+){2,}(?!\w)/y,
  read: ([digits]) => digits.split("-").map(spellOut).join("の"),
};

const fraction: Reader = {
  kind: "number",
  pattern: new RegExp(`(?<![\\d/.])(\\d+)/(\\d+)(?![\\w/]|\\.\\d|${UNIT})`, "y"),
  read: ([, part = "", whole = ""]) =>
    Number(part) <= Number(whole) ? `${whole}ブンの${part}` : `${part}スラッシュ${whole}`,
};

const ordinal: Reader = {
  kind: "number",
  pattern: /(\d+)(?:st|nd|rd|th)(?![A-Za-z0-9])/y,
  read: ([, number]) => `${number}番目`,
};

const amount: Reader = {
  kind: "number",
  pattern: new RegExp(
    "(?:(?<comparison>[<>]=?)\\s*)?(?<about>[~≈]\\s*)?(?<sign>[-+±])?(?<currency>[$€£¥])?" +
      "(?<number>\\d{1,3}(?:,\\d{3})+(?!\\d)(?:\\.\\d+)?|(?<=[<>=~]\\s*)\\d+(?:\\.\\d+){2,}|\\d+(?:\\.\\d+)?|(?<!\\w)\\.\\d+)" +
      `(?:e(?<exponent>[-+]?\\d+))?(?<unit>${UNIT})?`,
    "y",
  ),
  read: (match, place) => {
    const { comparison, about, sign, currency, number = "", exponent, unit } = match.groups ?? {};
    const attached = /[\w)\]%]/.test(place.text.charAt(place.start - 1));
    if ((sign !== undefined && comparison === undefined && attached) || (about !== undefined && attached)) {
      return undefined;
    }
    const isVersion = number.split(".").length > 2;
    return joinReadings([
      about === undefined || isVersion ? "" : "約",
      SIGNS[sign ?? ""] ?? "",
      isVersion ? readDotted(number, place.user) : readDecimal(number),
      exponent === undefined ? "" : `イー${exponent.replace("-", "マイナス").replace("+", "")}`,
      unit === undefined ? "" : (place.user.readingOf(unit.trim()) ?? readUnit(unit)),
      CURRENCIES[currency ?? ""] ?? "",
      COMPARISONS[comparison ?? ""] ?? "",
    ]);
  },
};

/** Between two numbers these signs are words. */
const BETWEEN: Readonly<Record<string, string>> = {
  "-": "から",
  "--": "から",
  "~": "から",
  "〜": "から",
  "～": "から",
  "..": "から",
  "->": "から",
  "—": "から",
  "*": "かける",
  x: "かける",
  "/": "スラッシュ",
  "×": "かける",
  "÷": "わる",
};

const between: Reader = {
  kind: "symbol",
  pattern: /(?<=(\s*))(->|--?|\.\.|[~〜～—*/x×÷])(\s*)(?=[$€£¥]?\d)/y,
  read: ([, before, sign = "", after], { previous }) => {
    const isSign = /^[-~]$/.test(sign) && (before === "") !== (after === "");
    return previous === "number" && !isSign ? BETWEEN[sign] : undefined;
  },
};

const power: Reader = {
  kind: "number",
  pattern: /(?:(?<=[\w)])\^|(?<=\d)\*\*)(-?)(\d+)/y,
  read: ([, minus, exponent]) => `の${minus && "マイナス"}${exponent}乗`,
};

/** In the order they are tried: the stricter shape first. */
export const NUMBER_READERS: readonly Reader[] = [
  date,
  time,
  ratio,
  duration,
  address,
  hexadecimal,
  hash,
  numbered,
  version,
  groups,
  fraction,
  ordinal,
  between,
  power,
  amount,
];

/** 三分の一 is a fraction; 三十分の一時停止 is a pause of half an hour. */
const FRACTION_BAR =
  /(?<=\d)分の(?=\d)|(?<=[二三四五六七八九十百千])分の(?=[一二三四五六七八九](?!\p{Script=Han}))/gu;

/**
 * Rewrites the counters that Open JTalk changes wrongly: 3件 is サンゲン and 3分の1 サンプンノイチ to it.
 */
export function mendCounters(reading: string): string {
  return reading
    .replace(/(?<!\d|\d\.)3件/g, "サンケン")
    .replace(/(?<=3|000|[三千万])件/g, "ケン")
    .replace(FRACTION_BAR, "ブンの");
}
