import { isJapanese } from "./japanese.ts";

/** Scripts that tell the language. */
const BY_SCRIPT: readonly (readonly [RegExp, string])[] = [
  [/\p{Script=Hangul}/u, "韓国語"],
  [/[іїєґ]/iu, "ウクライナ語"],
  [/\p{Script=Cyrillic}/u, "ロシア語"],
  [/\p{Script=Greek}/u, "ギリシャ語"],
  [/\p{Script=Arabic}/u, "アラビア語"],
  [/\p{Script=Hebrew}/u, "ヘブライ語"],
  [/\p{Script=Devanagari}/u, "ヒンディー語"],
  [/\p{Script=Thai}/u, "タイ語"],
];

const words = (list: string) => new Set(list.split(" "));

/** Words without which a sentence hardly does; a few of them are English words, too. */
const BY_WORDS: readonly (readonly [ReadonlySet<string>, string])[] = (
  [
    [
      "フランス語",
      "le la les des du une et est dans pour que qui avec vous je ne pas sur ce cette sont nous j'ai c'est aux mais ou où il elle fait tous faire voulez maintenant fichier erreur",
    ],
    [
      "ドイツ語",
      "der das den dem ein eine und ist nicht ich sie wir mit für auf zu von im es wurde habe haben werden sind auch oder bei jetzt die soll alle noch kann datei fehler",
    ],
    [
      "スペイン語",
      "el la los las una y es en para que con por del se no he está están su como más pero ahora archivo este esta lo todo quieres error",
    ],
    [
      "ポルトガル語",
      "o os as um uma e é em para que com por do da no na se não eu está são dos das mais agora arquivo foi este esta tudo quer erro",
    ],
    [
      "イタリア語",
      "il lo gli le un una e è in per che con di del della nel nella non ho sono si ora questo questa dei alla ma come più i tutti file errore",
    ],
    [
      "オランダ語",
      "de het een en is niet ik van op met voor dat die zijn naar nu wordt heb heeft ook maar bij te deze dit alle fout bestand",
    ],
  ] as const
).map(([name, list]) => [words(list), name]);

/** Letters that hardly another language has. */
const BY_LETTERS: readonly (readonly [RegExp, string])[] = [
  [/[ăơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/u, "ベトナム語"],
  [/[ışğ]/u, "トルコ語"],
  [/[ąęłńśźż]/u, "ポーランド語"],
];

/** A script other than the Latin one makes a sentence foreign when it has more than this share of the letters. */
const FOREIGN_SHARE = 0.5;
/** Japanese without kana is a title of a few kanji; Chinese goes on. */
const LONGEST_TITLE = 8;
/** Characters that Chinese is full of, and that Japanese writes in another form. */
const CHINESE =
  /[们这为过说对还让请吗么样时应该经进运测试误项录码动库你给现问题发组类结构单击选择键变线处级编译页输实际图仅确认红绿]/u;
/** So many different words of a language tell it, where no English one is among them. */
const TELLING_WORDS = 2;

const ASCII = /^[\t\n\r -~]*$/;
const LETTER = /\p{L}/gu;
const LATIN = /\p{Script=Latin}/gu;
/** A word as people write it, not a part of an identifier, a path or a command. */
const PLAIN_WORD = /(?<![\p{L}\p{N}_./@#$-])\p{L}+(?:['’]\p{L}+)?(?![\p{L}\p{N}_/@(=]|[.-][\p{L}\p{N}])/gu;
const ENGLISH = words(
  "the and of are was were be been has have had its this that these those with from not but you your our they there what " +
    "when which how who will would can could should may all any if then than at by or into i'll i've i'm it's let's it for " +
    "don't doesn't can't here use using used run file files fixed added updated",
);

/**
 * The language of a sentence that is neither English nor Japanese, by its Japanese name; null for those two and where it
 * is not clear. Agents' words are few and technical, so it must be clear before it is said.
 */
export function foreignLanguage(text: string): string | null {
  if (ASCII.test(text)) return latinLanguage(text);
  if (isJapanese(text)) return null;
  const letters = text.match(LETTER)?.length ?? 0;
  const latin = text.match(LATIN)?.length ?? 0;
  if (letters - latin <= letters * FOREIGN_SHARE) return latinLanguage(text);
  const byScript = BY_SCRIPT.find(([script]) => script.test(text));
  if (byScript !== undefined) return byScript[1];
  const isChinese = letters - latin > LONGEST_TITLE || CHINESE.test(text);
  return isChinese && /\p{Script=Han}/u.test(text) && !/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)
    ? "中国語"
    : null;
}

function latinLanguage(text: string): string | null {
  const found = new Set(text.toLowerCase().replaceAll("’", "'").match(PLAIN_WORD));
  if (!found.isDisjointFrom(ENGLISH)) return null;
  const byLetters = BY_LETTERS.find(([letters]) => letters.test(text));
  if (byLetters !== undefined) return byLetters[1];
  let best: string | null = null;
  let most = TELLING_WORDS - 1;
  for (const [telling, name] of BY_WORDS) {
    const count = found.intersection(telling).size;
    if (count > most) {
      most = count;
      best = name;
    } else if (count === most) best = null;
  }
  return best;
}
