import { isJapanese } from "./japanese.ts";

/** Scripts that tell the language; of Greek and Cyrillic a word, since their letters are symbols, too. */
const BY_SCRIPT: readonly (readonly [RegExp, string])[] = [
  [/\p{Script=Hangul}/u, "韓国語"],
  [/[іїєґ]/iu, "ウクライナ語"],
  [/\p{Script=Cyrillic}{2}/u, "ロシア語"],
  [/\p{Script=Greek}{3}/u, "ギリシャ語"],
  [/\p{Script=Arabic}{2}/u, "アラビア語"],
  [/\p{Script=Hebrew}{2}/u, "ヘブライ語"],
  [/\p{Script=Devanagari}{2}/u, "ヒンディー語"],
  [/\p{Script=Thai}{2}/u, "タイ語"],
];

/** Letters that hardly another language has. */
const BY_LETTERS: readonly (readonly [RegExp, string])[] = [
  [/[ăơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/u, "ベトナム語"],
  [/[ışğ]/u, "トルコ語"],
  [/[ąęłńśźż]/u, "ポーランド語"],
];

const words = (list: string) => new Set(list.split(" "));

interface Telling {
  readonly name: string;
  /** Words that no English sentence has. */
  readonly own: ReadonlySet<string>;
  /** Words that are common there, and stand in English names and commands, too. */
  readonly shared: ReadonlySet<string>;
  /** Endings that no English word has. */
  readonly ending: RegExp | null;
}

const BY_WORDS: readonly Telling[] = [
  {
    name: "フランス語",
    own: words(
      "dans avec vous je pas cette sont nous j'ai c'est n'est d'un d'une qu'il aux mais où elle fait " +
        "tous toutes faire voulez fichier fichiers erreur maintenant bonjour merci voici très être été peut " +
        "aussi quand vais l'erreur d'accord n'existe s'il donc tout qui beaucoup oui puis ça leur votre notre " +
        "doit terminé corriger fonction liste suis vient fonctionne changement",
    ),
    shared: words(
      "le la des du une et que ne sur ou il on se en de par plus sans non si me un pour est les ce",
    ),
    ending: null,
  },
  {
    name: "ドイツ語",
    own: words(
      "dem eine einen einem einer und ist nicht ich sie wir mit für auf zu von wurde habe haben werden " +
        "werde sind auch oder bei jetzt soll noch kann datei dateien fehler wenn dass wie ihnen wird zur zum " +
        "nach über aus muss können sich gibt schon nur aber weil danke bitte dieser diese dieses durch keine " +
        "kein ja nein möchten bestanden liste funktion",
    ),
    shared: words("die den ein es was will an in am um hat so als man alle hallo also wo test im das der"),
    ending: null,
  },
  {
    name: "スペイン語",
    own: words(
      "y que están está como más pero ahora archivo archivos esta este esto todos todas quieres " +
        "hola gracias puedo puede puedes cuando también sí función primero ejecuta pruebas necesitamos muy " +
        "voy listo hacer tengo ejecutar cambio cambios nuevo nueva funciona porque",
    ),
    shared: words(
      "la los es en con por se no su un error al de si me le son para una del hay ya sin lo las el",
    ),
    ending: /(?:ción|ciones|mente)$/,
  },
  {
    name: "ポルトガル語",
    own: words(
      "uma é para que não eu está são mais agora arquivo arquivos foi este esta essa esse isso tudo todos " +
        "quer você vou olá obrigado obrigada como posso pode também há já seu sua pelo pela função primeiro " +
        "precisamos quando sem testes fazer muito porque ser",
    ),
    shared: words("o os as um e por do da no na se de a error erro dos das em com ao nos"),
    ending: /(?:ção|ções|mente)$/,
  },
  {
    name: "イタリア語",
    own: words(
      "gli è di della delle nella nel dei degli alla sono questo questa più tutti ora anche quando vuoi ho " +
        "c'è errore l'errore ciao grazie posso puoi adesso dobbiamo subito esiste lista funzione perché " +
        "essere stato stati fatto nuovo ecco devo cosa sto",
    ),
    shared: words("il le un e in per con non si ma i a la da file test al lo una del che"),
    ending: /(?:zione|zioni|mente)$/,
  },
  {
    name: "オランダ語",
    own: words(
      "het een niet ik voor zijn naar wordt worden heb heeft ook maar bij deze alle fout bestand hoe kan je " +
        "wil jij wij moeten moet eerst nog dit klaar mijn onze jouw waar omdat zodat als geen bedankt kunnen " +
        "geslaagd functie",
    ),
    shared: words("de is en van op die te er in of we hallo server tests uit dan nu dat wel"),
    ending: null,
  },
];
const OWN_SCORE = 2;
const SHARED_SCORE = 1;
const ENDING_SCORE = 1;
/** A language is clear with two words of its own, or one of them and another that is common there. */
const CLEAR_SCORE = 3;
/** So much each English word speaks against every other language. */
const ENGLISH_SCORE = 2;

const ENGLISH = words(
  "the and of are was were be been has have had its this that these those with from not but you your " +
    "our they there what when which how who will would can could should may all any if then than at by " +
    "into i'll i've i'm it's let's it for don't doesn't can't here use using used run fixed added updated " +
    "to is on as or an in",
);

/** A script other than the Latin one makes a sentence foreign when it has more than this share of the letters. */
const FOREIGN_SHARE = 0.5;
/** Kanji without kana can be Japanese, as in a heading; so long a text of them is not. */
const LONGEST_TITLE = 16;
/** Chinese is written densely: a Latin word beside it counts like so many of its characters. */
const CHARACTERS_A_WORD = 2;
/** Characters and words that Chinese is full of, and that Japanese writes in another form. */
const CHINESE_CHARACTERS =
  "们这为过说对还让请吗么样时应该经进运测试误项录码动库给现问题发组类结构单击选择" +
  "键变线处级编译页输实际图仅确认红绿" +
  "們這說讓還會嗎麼樣對應實圖檔測體專經啟並錯誤碼變你她它那呢吧啊怎很也没";
const CHINESE = new RegExp(`[${CHINESE_CHARACTERS}]|文件|不存在|好的|我来|我來|可以|完成了`, "u");

const ASCII = /^[\t\n\r -~]*$/;
const LETTER = /\p{L}/gu;
const LATIN = /\p{Script=Latin}/gu;
const LATIN_WORD = /[\p{Script=Latin}\p{N}._/-]*\p{Script=Latin}[\p{Script=Latin}\p{N}._/-]*/gu;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
/** A word as people write it, not a part of an identifier, a path or a command. */
const PLAIN_WORD =
  /(?<![\p{L}\p{N}_./@#$&|%*-])\p{L}+(?:['’]\p{L}+)?(?![\p{L}\p{N}_/@(=*&|]|[.-][\p{L}\p{N}])/gu;

/**
 * The language of a sentence that is neither English nor Japanese, by its Japanese name; null for those two and where it
 * is not clear. Agents' words are few and technical, so it must be clear before it is said.
 */
export function foreignLanguage(text: string): string | null {
  if (ASCII.test(text)) return latinLanguage(text);
  if (isJapanese(text)) return null;
  const letters = text.match(LETTER)?.length ?? 0;
  const foreign = letters - (text.match(LATIN)?.length ?? 0);
  if (/\p{Script=Han}/u.test(text) && !KANA.test(text)) {
    const latinWords = text.match(LATIN_WORD)?.length ?? 0;
    const isMostly = foreign > latinWords * CHARACTERS_A_WORD;
    return isMostly && (foreign > LONGEST_TITLE || CHINESE.test(text)) ? "中国語" : null;
  }
  if (foreign <= letters * FOREIGN_SHARE) return latinLanguage(text);
  return BY_SCRIPT.find(([script]) => script.test(text))?.[1] ?? null;
}

function latinLanguage(text: string): string | null {
  const found = new Set(text.toLowerCase().replaceAll("’", "'").match(PLAIN_WORD));
  const english = found.intersection(ENGLISH).size * ENGLISH_SCORE;
  const byLetters = english > 0 ? undefined : BY_LETTERS.find(([letters]) => letters.test(text));
  if (byLetters !== undefined) return byLetters[1];
  let best: string | null = null;
  let most = Math.max(CLEAR_SCORE - 1, english);
  for (const { name, own, shared, ending } of BY_WORDS) {
    let score = 0;
    let hasOwn = false;
    for (const word of found) {
      const isOwn = own.has(word);
      hasOwn ||= isOwn;
      if (isOwn) score += OWN_SCORE;
      else if (shared.has(word)) score += SHARED_SCORE;
      else if (ending?.test(word)) {
        score += ENDING_SCORE;
        hasOwn = true;
      }
    }
    if (!hasOwn) continue;
    if (score > most) {
      most = score;
      best = name;
    } else if (score === most) best = null;
  }
  return best;
}
