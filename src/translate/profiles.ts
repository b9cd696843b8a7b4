import type { PromptProfile } from "./profile.ts";
import terms from "./terms.json" with { type: "json" };

/**
 * The Japanese of a coding assistant is meant for the ear: polite, short, with names and numbers kept. Greedy decoding
 * follows examples more surely than rules, so there are few rules and one example for each thing that small models get
 * wrong: negation, condition, request, number, name, fragment.
 */
const INTERPRETER =
  "You are a professional English-to-Japanese interpreter. Translate each sentence a coding assistant says into " +
  "natural, accurate spoken Japanese in polite desu/masu style. Keep names, numbers, negations and conditions " +
  "exact. Write technical terms in katakana as Japanese developers do. Answer with the Japanese translation only.";

const EXAMPLES: PromptProfile["examples"] = [
  { en: "I'll look into the login problem now.", ja: "これからログインの問題を調べます。" },
  {
    en: "The script didn't run, because the path in line 12 was wrong.",
    ja: "12行目のパスが間違っていたため、スクリプトは実行されませんでした。",
  },
  {
    en: "If you don't need the backup, you can safely remove it.",
    ja: "バックアップが不要でしたら、削除しても問題ありません。",
  },
  {
    en: "Could you tell me which branch I should use?",
    ja: "どのブランチを使えばよいか、教えていただけますか。",
  },
  {
    en: "I renamed getUser to fetchUser in three files, and all 42 tests pass.",
    ja: "3つのファイルでgetUserをfetchUserに変更し、42件のテストがすべて通りました。",
  },
  { en: "Done, and nothing else was changed.", ja: "完了しました。ほかには何も変更していません。" },
];

const QWEN2: PromptProfile = {
  ...{ system: INTERPRETER, terms: terms as [string, string][], examples: EXAMPLES },
  ...{ form: "list", wording: "{en}", opening: "" },
};

/** What a profile is called, what it is for, and whether a model of that kind has been run with it. */
interface Described {
  readonly profile: PromptProfile;
  readonly about: string;
  readonly tested: boolean;
}

export const PROFILES = {
  qwen2: {
    profile: QWEN2,
    about: "Qwen2.5, instruct and coder: an interpreter with a list of terms and six pairs in one turn",
    tested: true,
  },
  simple: {
    profile: {
      ...{
        system: "Translate the user's English into Japanese. Answer with the translation only.",
        terms: [],
      },
      ...{ examples: EXAMPLES.slice(0, 5), form: "turns", wording: "{en}", opening: "" },
    },
    about: "any chat model: a plain prompt and five examples, each a turn; what others are measured against",
    tested: true,
  },
} satisfies Record<string, Described>;

/**
 * The profile of that name, else the one for what a GGUF says of itself.
 *
 * @param metadata a value of the GGUF's metadata, or null
 */
export function profileFor(name: string | null, metadata: (key: string) => string | null): PromptProfile {
  const isName = (text: string): text is ProfileName => text in PROFILES;
  if (name !== null && isName(name)) return PROFILES[name].profile;
  const architecture = metadata("general.architecture") ?? "";
  return isName(architecture) ? PROFILES[architecture].profile : PROFILES.simple.profile;
}

export type ProfileName = keyof typeof PROFILES;
export const PROFILE_NAMES = Object.keys(PROFILES) as [ProfileName, ...ProfileName[]];
