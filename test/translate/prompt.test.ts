import { expect, test } from "bun:test";
import { PROFILES, profileFor } from "../../src/translate/profiles.ts";
import { renderPrompt } from "../../src/translate/prompt.ts";

/** ChatML, as the template of a GGUF would render it. */
const chatml = (messages: readonly { role: string; content: string }[]) =>
  `${messages.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`).join("")}<|im_start|>assistant\n`;

const EXAMPLES = [{ en: "Hello.", ja: "こんにちは。" }];
const simple = { ...PROFILES.simple.profile, system: "Translate.", examples: EXAMPLES };

test("examples as turns: the sentence is the last turn of the user", () => {
  expect(renderPrompt(simple, chatml)).toEqual({
    prefix:
      "<|im_start|>system\nTranslate.<|im_end|>\n<|im_start|>user\nHello.<|im_end|>\n" +
      "<|im_start|>assistant\nこんにちは。<|im_end|>\n<|im_start|>user\n",
    suffix: "<|im_end|>\n<|im_start|>assistant\n",
  });
});

test("examples as a list: the sentence goes on with the turn of the model", () => {
  const profile = {
    ...simple,
    form: "list",
    terms: [["test", "テスト"]],
    opening: "<think></think>",
  } as const;
  expect(renderPrompt({ ...profile, terms: [["test", "テスト"]] }, chatml)).toEqual({
    prefix:
      "<|im_start|>system\nTranslate.\nTerms: test=テスト<|im_end|>\n<|im_start|>user\nBegin.<|im_end|>\n" +
      "<|im_start|>assistant\n<think></think>Hello.\n→こんにちは。\n",
    suffix: "\n→",
  });
});

test("a frame stands in for the chat template", () => {
  const profile = { ...PROFILES["cat-translate"].profile, examples: EXAMPLES };
  expect(renderPrompt(profile, () => "")).toEqual({
    prefix:
      "<s><|user|>Translate the following English text into Japanese.\n\nHello.</s><|assistant|>こんにちは。</s>" +
      "<|user|>Translate the following English text into Japanese.\n\n",
    suffix: "</s><|assistant|>",
  });
});

test.each([
  ["qwen2", "Qwen2.5 Coder 1.5B Instruct", "qwen2"],
  ["qwen3", "Qwen3 4B", "qwen3"],
  ["qwen3", "Qwen3 4B Instruct 2507", "qwen3-2507"],
  ["hunyuan-dense", "Hy MT2 1.8B", "hy-mt2"],
  ["hunyuan-dense", "Hy MT2 7B", "hy-mt2-7b"],
  ["llama", "CAT Translate 1.4b", "cat-translate"],
  ["gemma3", "Gemma 3", "simple"],
] as const)("a GGUF of %s called %s is asked by %s", (architecture, name, profile) => {
  const metadata = new Map<string, string>([
    ["general.architecture", architecture],
    ["general.name", name],
  ]);
  expect(profileFor(null, (key) => metadata.get(key) ?? null)).toBe(PROFILES[profile].profile);
});

test("a profile that is named counts whatever the model is", () => {
  expect(profileFor("simple", () => "qwen2")).toBe(PROFILES.simple.profile);
});
