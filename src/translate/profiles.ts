import { z } from "zod";
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
  ...{
    system: INTERPRETER,
    terms: z.array(z.tuple([z.string(), z.string()])).parse(terms),
    examples: EXAMPLES,
  },
  ...{ form: "list", frame: null, wording: "{en}", opening: "" },
};

/** Models that were trained to translate, with one wording only and no system prompt. */
const TRANSLATION_MODEL = {
  ...{ system: null, terms: [], examples: [], form: "turns", opening: "" },
} satisfies Partial<PromptProfile>;

const HY_MT_WORDING =
  "Translate the following text into Japanese. Note that you should only output the translated result without any " +
  "additional explanation:\n\n{en}";

interface Described {
  readonly profile: PromptProfile;
  /** Whether it is for a GGUF with that architecture and name; without it, only by its own name. */
  readonly suits?: (architecture: string, name: string) => boolean;
  /** The names under which servers have the models it is for. */
  readonly servedAs?: RegExp;
}

/** In the order they are tried. */
export const PROFILES = {
  /** Qwen2.5, instruct and coder: an interpreter with a list of terms and six pairs in one turn. */
  qwen2: {
    profile: QWEN2,
    suits: (architecture) => architecture === "qwen2",
    servedAs: /qwen-?2/i,
  },
  /** Qwen3-4B-Instruct-2507, which never thinks. Written from its card, not yet run. */
  "qwen3-2507": {
    profile: QWEN2,
    suits: (architecture, name) => architecture === "qwen3" && name.includes("2507"),
    servedAs: /qwen-?3.*instruct-2507/i,
  },
  /** Qwen3, with its thoughts left out. Written from its card, not yet run. */
  qwen3: {
    // An empty thought in the model's turn keeps it from thinking (Qwen3, "Thinking & Non-Thinking Mode").
    profile: { ...QWEN2, opening: "<think>\n\n</think>\n\n" },
    suits: (architecture) => architecture === "qwen3",
    servedAs: /qwen-?3/i,
  },
  /** Hy-MT2 7B. Written from its card, not yet run. */
  "hy-mt2-7b": {
    // Tencent-Hunyuan/Hy-MT2: README, and train/llama_factory_support/hy_dense_template.py for the control tokens.
    profile: {
      ...TRANSLATION_MODEL,
      frame: { begin: "<|startoftext|>", ask: "{user}<|extra_0|>", end: "<|eos|>" },
      wording: HY_MT_WORDING,
    },
    suits: (architecture, name) => architecture.startsWith("hunyuan") && /\b7b\b/i.test(name),
  },
  /** Hy-MT2 1.8B. Written from its card, not yet run. */
  "hy-mt2": {
    profile: {
      ...TRANSLATION_MODEL,
      frame: {
        begin: "<｜hy_begin▁of▁sentence｜>",
        ask: "<｜hy_User｜>{user}<｜hy_Assistant｜>",
        end: "<｜hy_place▁holder▁no▁2｜>",
      },
      wording: HY_MT_WORDING,
    },
    suits: (architecture) => architecture.startsWith("hunyuan"),
    servedAs: /hy-?mt/i,
  },
  /** CAT-Translate 0.8B and 1.4B. Written from its card, not yet run. */
  "cat-translate": {
    // The sentence of CyberAgent's test.py; the control tokens are those of sarashina2.2, which it is made from.
    profile: {
      ...TRANSLATION_MODEL,
      frame: { begin: "<s>", ask: "<|user|>{user}</s><|assistant|>", end: "</s>" },
      wording: "Translate the following English text into Japanese.\n\n{en}",
    },
    suits: (_, name) => /cat.?translate/i.test(name),
    servedAs: /cat.?translate/i,
  },
  /** Any chat model: a plain prompt and five examples, each a turn; what others are measured against. */
  simple: {
    profile: {
      ...{
        system: "Translate the user's English into Japanese. Answer with the translation only.",
        terms: [],
      },
      ...{ examples: EXAMPLES.slice(0, 5), form: "turns", frame: null, wording: "{en}", opening: "" },
    },
  },
} satisfies Record<string, Described>;

/**
 * The profile of that name, else the one for what a GGUF says of itself.
 *
 * @param metadata a value of the GGUF's metadata, or null
 */
export function profileFor(
  name: ProfileName | null,
  metadata: (key: string) => string | null,
): PromptProfile {
  return PROFILES[name ?? profileNameFor(metadata)].profile;
}

/**
 * The name of the profile for what a GGUF says of itself.
 *
 * @param metadata a value of the GGUF's metadata, or null
 */
export function profileNameFor(metadata: (key: string) => string | null): ProfileName {
  const architecture = metadata("general.architecture") ?? "";
  const called = `${metadata("general.name") ?? ""} ${metadata("general.size_label") ?? ""}`;
  const all: Record<ProfileName, Described> = PROFILES;
  return PROFILE_NAMES.find((name) => all[name].suits?.(architecture, called)) ?? "simple";
}

/**
 * The name of the profile for a model of which only its name is known. One that tells nothing is most likely a larger model
 * than those that run here, and those follow the interpreter's prompt.
 *
 * @param model what a server calls it
 */
export function profileNameForServed(model: string): ProfileName {
  const all: Record<ProfileName, Described> = PROFILES;
  return PROFILE_NAMES.find((name) => all[name].servedAs?.test(model)) ?? "qwen2";
}

export type ProfileName = keyof typeof PROFILES;
export const PROFILE_NAMES = Object.keys(PROFILES) as [ProfileName, ...ProfileName[]];
