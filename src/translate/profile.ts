import { z } from "zod";
import terms from "./terms.json";

/**
 * How a model is asked to translate. The Japanese of a coding assistant is meant for the ear: polite, short, with
 * names and numbers kept. Greedy decoding follows examples more surely than rules, so there are few rules and one
 * example for each thing that small models get wrong: negation, condition, request, number, name, fragment.
 */
export interface PromptProfile {
  readonly system: string;
  /** English terms of software and how Japanese developers say them; a part of the system prompt. */
  readonly terms: readonly (readonly [en: string, ja: string])[];
  readonly examples: readonly { readonly en: string; readonly ja: string }[];
}

/** For Qwen2.5 models, instruct and coder alike. */
export const QWEN_PROFILE: PromptProfile = {
  system:
    "You are a professional English-to-Japanese interpreter. Translate each sentence a coding assistant says into " +
    "natural, accurate spoken Japanese in polite desu/masu style. Keep names, numbers, negations and conditions " +
    "exact. Write technical terms in katakana as Japanese developers do. Answer with the Japanese translation only.",
  terms: z.array(z.tuple([z.string(), z.string()])).parse(terms),
  examples: [
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
  ],
};
