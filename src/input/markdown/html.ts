/** The longest tag that is looked for, in characters. */
const LONGEST = 400;

const TAG = /<(\/?)([a-z][a-z0-9-]*)((?:\s[^<>]*)?)\/?>/iy;
const TAG_BEGUN = /^<(?:\/?(?:[a-z][a-z0-9-]*(?:\s[^<>]*|\/)?)?)?$/i;
/** Tags around words; and those that part words. */
const WORD_TAGS = new Set(
  (
    "a abbr b big cite code del dfn em font i img ins kbd mark picture q s samp small source span strike strong sub sup " +
    "system-reminder tt u video"
  ).split(" "),
);
const PARTING_TAGS = new Set(
  (
    "address article aside blockquote br caption center dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 " +
    "header hr li ol p pre section summary table tbody td tfoot th thead tr ul"
  ).split(" "),
);
const ALTERNATIVE = /\salt\s*=\s*(?:"([^"]*)"|'([^']*)')/i;

/**
 * An HTML tag that begins at `at`; null for anything else in angle brackets, such as a type argument. `parts` tells
 * whether words end there, `alternative` is the text of an image.
 */
export function htmlTag(
  text: string,
  at: number,
  before: string,
  final: boolean,
): { parts: boolean; alternative: string; end: number } | "wait" | null {
  TAG.lastIndex = at;
  const tag = TAG.exec(text);
  if (tag === null) {
    const begun = text.slice(at, at + LONGEST);
    return !final && begun.length < LONGEST && TAG_BEGUN.test(begun) ? "wait" : null;
  }
  const [all, slash, written = "", attributes = ""] = tag;
  const name = written.toLowerCase();
  // A single letter or a capital one right behind a word is rather a type argument.
  const isArgument = slash === "" && /\w/.test(before) && /^(?:[A-Z]|.$)/.test(written);
  const parts = PARTING_TAGS.has(name);
  if (all.length > LONGEST || isArgument || !(parts || WORD_TAGS.has(name))) return null;
  const image = name === "img" ? ALTERNATIVE.exec(attributes) : null;
  return { parts, alternative: image?.[1] ?? image?.[2] ?? "", end: at + all.length };
}

/** Names that are used in prose; all others stand as they are. */
const ENTITIES = new Map([
  ...Object.entries({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", ensp: " ", emsp: " " }),
  ...Object.entries({ thinsp: " ", mdash: "—", ndash: "–", hellip: "…", lsquo: "‘", rsquo: "’", ldquo: "“" }),
  ...Object.entries({ rdquo: "”", laquo: "«", raquo: "»", copy: "©", reg: "®", trade: "™", deg: "°" }),
  ...Object.entries({ times: "×", divide: "÷", plusmn: "±", middot: "·", bull: "•", micro: "µ", euro: "€" }),
  ...Object.entries({ rarr: "→", larr: "←", le: "≤", ge: "≥", ne: "≠", asymp: "≈", infin: "∞" }),
]);
const ENTITY = /&(?:([a-z]{2,6})|#(\d{1,7})|#x([\da-f]{1,6}));/iy;
const ENTITY_BEGUN = /^&(?:[a-z]{0,6}|#(?:\d{0,7}|x[\da-f]{0,6}))$/i;

/** A character written as an HTML entity, by its name or its number (CommonMark, section 2.5), and where it ends. */
export function entity(
  text: string,
  at: number,
  final: boolean,
): { character: string; end: number } | "wait" | null {
  ENTITY.lastIndex = at;
  const found = ENTITY.exec(text);
  if (found === null) return !final && ENTITY_BEGUN.test(text.slice(at)) ? "wait" : null;
  const [all, name, decimal, hexadecimal] = found;
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? "", 16) : Number.parseInt(decimal, 10);
  const character = name === undefined ? numbered(code) : ENTITIES.get(name);
  return character === undefined ? null : { character, end: at + all.length };
}

function numbered(code: number): string | undefined {
  const isSurrogate = code >= 0xd800 && code < 0xe000;
  return code === 0 || code > 0x10ffff || isSurrogate ? undefined : String.fromCodePoint(code);
}
