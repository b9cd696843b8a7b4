/** Units and other short words right after a number, and how they are said. Upper and lower case differ (Mb, MB). */
const UNITS: Readonly<Record<string, string>> = {
  "%": "パーセント",
  "°": "度",
  "°C": "度",
  "°F": "度",
  ns: "ナノ秒",
  us: "マイクロ秒",
  ミューs: "マイクロ秒",
  ms: "ミリ秒",
  msec: "ミリ秒",
  s: "秒",
  sec: "秒",
  secs: "秒",
  second: "秒",
  seconds: "秒",
  m: "分",
  min: "分",
  mins: "分",
  minute: "分",
  minutes: "分",
  h: "時間",
  hr: "時間",
  hrs: "時間",
  hour: "時間",
  hours: "時間",
  d: "日",
  day: "日",
  days: "日",
  week: "週間",
  weeks: "週間",
  month: "か月",
  months: "か月",
  year: "年",
  years: "年",
  B: "ビー",
  byte: "バイト",
  bytes: "バイト",
  bit: "ビット",
  bits: "ビット",
  kb: "キロバイト",
  kB: "キロバイト",
  KB: "キロバイト",
  KiB: "キビバイト",
  mb: "メガバイト",
  MB: "メガバイト",
  MiB: "メビバイト",
  gb: "ギガバイト",
  GB: "ギガバイト",
  GiB: "ギビバイト",
  TB: "テラバイト",
  TiB: "テビバイト",
  PB: "ペタバイト",
  Kb: "キロビット",
  Mb: "メガビット",
  Gb: "ギガビット",
  bps: "ビーピーエス",
  kbps: "キロビーピーエス",
  Kbps: "キロビーピーエス",
  Mbps: "メガビーピーエス",
  Gbps: "ギガビーピーエス",
  Hz: "ヘルツ",
  kHz: "キロヘルツ",
  KHz: "キロヘルツ",
  MHz: "メガヘルツ",
  GHz: "ギガヘルツ",
  px: "ピクセル",
  pt: "ポイント",
  em: "エム",
  rem: "レム",
  dB: "デシベル",
  fps: "エフピーエス",
  mm: "ミリメートル",
  cm: "センチメートル",
  km: "キロメートル",
  mg: "ミリグラム",
  g: "グラム",
  kg: "キログラム",
  mL: "ミリリットル",
  ml: "ミリリットル",
  V: "ボルト",
  W: "ワット",
  kW: "キロワット",
  kWh: "キロワット時",
  mA: "ミリアンペア",
  mAh: "ミリアンペア時",
  x: "倍",
  "×": "倍",
};

/** After a slash: `30 MB/s` is 毎秒. */
const PER: Readonly<Record<string, string>> = {
  s: "毎秒",
  sec: "毎秒",
  min: "毎分",
  h: "毎時",
  hour: "毎時",
  day: "毎日",
};

const longestFirst = (units: readonly string[]): string =>
  [...units].sort((a, b) => b.length - a.length).join("|");
const LONG = Object.keys(UNITS).filter((unit) => unit.length > 1);
const SHORT = Object.keys(UNITS).filter((unit) => unit.length === 1);

/**
 * Source of a regular expression for a unit after a number. A unit of one letter stands right at the number; nothing
 * Latin may follow.
 */
export const UNIT = `(?:\\s?(?:${longestFirst(LONG)})|${longestFirst(SHORT)})(?:\\/(?:${longestFirst(Object.keys(PER))}))?(?![A-Za-z0-9_]|(?<=[x×])\\s*\\d)`;

/** Reads what {@link UNIT} matched. */
export function readUnit(unit: string): string {
  const [amount = "", per = ""] = unit.trim().split("/");
  return (UNITS[amount] ?? "") + (PER[per] ?? "");
}
