import { spellingsOf } from "../spellings.ts";
import { englishNumbers, japaneseNumbers } from "./numerals.ts";

/** What is wrong with a translation and can be told without a reference. */
export const FAULTS = {
  characters: "characters that Japanese is not written with",
  untranslated: "three English words in a row, or hardly any Japanese",
  "english-word": "an English word that is no name, no identifier and no keyword",
  number: "a number of the English is missing",
  identifier: "an identifier of the English is missing",
  length: "empty, or much too short or too long",
  repetition: "the same words again and again",
  "negation-lost": "the English denies, the Japanese does not",
  "negation-added": "the Japanese denies, the English does not",
  term: "a term of the user's glossary is translated otherwise",
  style: "a sentence that does not end in です or ます",
} as const;
export type Fault = keyof typeof FAULTS;

const JAPANESE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/gu;
/** Names as code writes them, and abbreviations. */
const IDENTIFIER =
  /(?<![\w.])(?=[~./@-]*[A-Za-z_])[\w~./@-]*\w\.\w{2,}\b|(?<![\w/])[~.]?\/?\w+(?:\/[\w-]+)+|\b[a-z]+[A-Z]\w*|\b\w*[A-Za-z]_\w+|\b[A-Z]{2,}\d*\b/g;
/** Words with a stroke between them are a path only if they do not look like a choice, as in startup/exit. */
const CHOICE = /^\w+(?:\/\w+)+$/;
const FOLDER =
  /(?:^|\/)(?:src|lib|test|tests|docs|bin|etc|usr|var|tmp|pkg|app|apps|packages|scripts|config|build|dist)\//;
/** Abbreviations that Japanese says in full as often as not, and what is written in capitals to stress it. */
const LOOSE = /^(?:PR|OK|DB|UI|OS|VM|TODO|FAQ|NOT|ALL|REAL|ONLY|MUST|AND|OR|NO|[ei]\.\w+)$/;
const ABBREVIATION = /^[A-Z]+\d*$/;
const NEGATION = /\b(?:not|no|never|nothing|none|nobody|neither|nor|without|cannot|nowhere)\b|n['’]t\b/i;
/** Words that Japanese may say with a negation although they have none. */
const NEGATIVE_SENSE =
  /(?<![\d.,])0(?![\d.,])|\bzero\b|\b(?:un|in|im|ir|dis|mis|non|de)[a-z]{3,}|\b(?:fail|lack|miss|lose|lost|few|little|hardly|only|unless|until|must|should|have to|has to|need|may|might|could|but|rather|instead|without|empty|free|too|beyond|except|stop|avoid|prevent|refus|reject|den|bad|wrong|safe|fine|ok|still|yet|other than)/i;
const POLITE_NOT_NEGATIVE =
  /かもしれません|かもしれない|なければなり?(?:ません|ならない)|なければならない|なくてはなりません|すみません|ではないでしょうか|ませんか|じゃないか|だけでなく|に違いありません|やむを得/g;
const JAPANESE_NEGATION =
  /ない|なく|なかった|ません|ず[、に]|ずに|ぬ|なし|無|不|未|非|外|欠|失敗|ゼロ|だけ|しか|禁止|不要|以外|否/;
const JAPANESE_DENIAL = /ません(?!か)|ない(?!と|で|よう)|なかった/;
const POLITE_END =
  /(?:です|ます|ました|ません|でした|ましょう|でしょう|ください|下さい|ございます|願います|まし)(?:か|ね|よ|が|けど|から|ので)*$/;
/** The last sign of a verb, adjective or copula in plain style; nouns and fragments end otherwise. */
const PLAIN_END = /(?:[るたいうくすつぬむぐぶだ]|だろう|である)$/;

/** Up to so many letters without Japanese are an abbreviation. */
const LETTERS_OF_AN_ABBREVIATION = 5;
/** Too short and too long, in Japanese characters for one English character; usual is 0.4 to 0.7. */
const SHORTEST = 0.12;
const LONGEST = 1.6;
const SHORT_TEXT = 15;

/**
 * The faults of a translation.
 *
 * @param isWritten whether a character is one that Japanese is written with
 * @param terms Japanese that it must hold
 */
export function faultsOf(
  en: string,
  ja: string,
  isWritten: (character: string) => boolean,
  terms: readonly string[] = [],
): Fault[] {
  const names = new Set(spellingsOf(en).map((word) => word.toLowerCase()));
  const checks: Record<Fault, boolean> = {
    characters: ![...ja].every(isWritten),
    untranslated: isUntranslated(ja, names),
    "english-word": hasEnglishWord(ja, names),
    number: missingNumbers(en, ja).length > 0,
    identifier: missingIdentifiers(en, ja).length > 0,
    length: isOfWrongLength(en, ja),
    repetition: /(.{4,}?)\1{2,}/u.test(ja) || /([^\d]{8,})、?\1/u.test(ja),
    "negation-lost": NEGATION.test(en) && !JAPANESE_NEGATION.test(ja),
    "negation-added":
      !NEGATION.test(en) &&
      !NEGATIVE_SENSE.test(en) &&
      JAPANESE_DENIAL.test(ja.replace(POLITE_NOT_NEGATIVE, "")),
    term: terms.some((term) => !ja.includes(term)),
    style: sentencesOf(ja).some((sentence) => PLAIN_END.test(sentence) && !POLITE_END.test(sentence)),
  };
  return (Object.keys(FAULTS) as Fault[]).filter((fault) => checks[fault]);
}

/** Names as code writes them, with dots, underscores or capitals inside, and abbreviations; of a path its last part. */
export function identifiersOf(en: string): string[] {
  return [...en.matchAll(IDENTIFIER)]
    .map(([name]) => name)
    .filter((name) => !LOOSE.test(name) && (!CHOICE.test(name) || FOLDER.test(name)))
    .map((name) => name.replace(/^.*\//, ""));
}

/** Three English words in a row that are no names, or hardly any Japanese beside words that are none. */
function isUntranslated(ja: string, names: ReadonlySet<string>): boolean {
  const words = ja.replace(/[A-Za-z]+/g, (word) => (names.has(word.toLowerCase()) ? "" : word));
  if (/[A-Za-z']{2,} [A-Za-z']{2,} [A-Za-z']{2,}/.test(words)) return true;
  const letters = words.match(/[A-Za-z]/g)?.length ?? 0;
  return letters > LETTERS_OF_AN_ABBREVIATION && (ja.match(JAPANESE)?.length ?? 0) < letters / 4;
}

function hasEnglishWord(ja: string, names: ReadonlySet<string>): boolean {
  return [...ja.matchAll(/(?<![\w./-])[a-z]{3,}(?![\w./-])/g)].some(([word]) => !names.has(word));
}

/** The numbers of the English that the Japanese does not hold; nought may be a negation. */
export function missingNumbers(en: string, ja: string): number[] {
  const said = japaneseNumbers(ja);
  const isMissing = (value: number) => !said.has(value) && !(value === 0 && JAPANESE_DENIAL.test(ja));
  return englishNumbers(en).filter(isMissing);
}

/** The names of the English that are not in the Japanese as they are written. */
export function missingIdentifiers(en: string, ja: string): string[] {
  const said = ja.toLowerCase();
  return identifiersOf(en).filter((name) => !said.includes(name.toLowerCase()));
}

export const isAbbreviation = (name: string) => ABBREVIATION.test(name);

function isOfWrongLength(en: string, ja: string): boolean {
  if (ja.trim() === "") return true;
  const ratio = [...ja].length / [...en].length;
  return en.length > SHORT_TEXT && (ratio < SHORTEST || ratio > LONGEST);
}

const sentencesOf = (ja: string) =>
  ja
    .split(/[。！？!?\n]/)
    .map((sentence) => sentence.replace(/[」』）)\s]+$/, ""))
    .filter((sentence) => sentence !== "");
