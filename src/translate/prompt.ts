import type { PromptProfile } from "./profile.ts";

/** What the user's turn says before a list of pairs; the model's turn is the list. */
const REQUEST = "Begin.";
/** Stands between an English sentence and its Japanese; two tokens, which every utterance is prefilled with. */
const ARROW = "\n→";
/** Stands for the sentence while the chat template is rendered: a private use character, which no template holds. */
const SENTENCE = "\uE000";

/** A turn of a chat. */
export type Message = { readonly role: "system" | "user" | "assistant"; readonly content: string };

/**
 * The prompt of a profile as text with control tokens.
 *
 * @param template renders messages with the model's chat template, ready for the model's next turn
 * @returns what stands before a sentence, and what stands between it and its Japanese
 */
export function renderPrompt(
  profile: PromptProfile,
  template: (messages: readonly Message[]) => string,
): { prefix: string; suffix: string } {
  const { examples, wording, opening, frame } = profile;
  const render = frame === null ? template : (messages: readonly Message[]) => framed(messages, frame);
  const system = systemPrompt(profile);
  const messages: Message[] = system === null ? [] : [{ role: "system", content: system }];
  if (profile.form === "list") {
    const pairs = examples.map(({ en, ja }) => `${en}${ARROW}${ja}\n`).join("");
    return {
      prefix: render([...messages, { role: "user", content: REQUEST }]) + opening + pairs,
      suffix: ARROW,
    };
  }
  const asked = (en: string): Message => ({ role: "user", content: wording.replace("{en}", () => en) });
  for (const { en, ja } of examples) messages.push(asked(en), { role: "assistant", content: ja });
  const rendered = render([...messages, asked(SENTENCE)]) + opening;
  const at = rendered.indexOf(SENTENCE);
  if (at < 0) throw new Error("the chat template leaves the sentence out");
  return { prefix: rendered.slice(0, at), suffix: rendered.slice(at + SENTENCE.length) };
}

/** The turns between the control tokens of `frame`; profiles with a frame have no system prompt. */
function framed(
  messages: readonly Message[],
  { begin, ask, end }: NonNullable<PromptProfile["frame"]>,
): string {
  const turns = messages.map(({ role, content }) =>
    role === "assistant" ? content + end : ask.replace("{user}", () => content),
  );
  return begin + turns.join("");
}

/** What a profile tells the model before the first turn; null for models that were trained without it. */
export function systemPrompt({ system, terms }: PromptProfile): string | null {
  if (system === null || terms.length === 0) return system;
  return `${system}\nTerms: ${terms.map(([en, ja]) => `${en}=${ja}`).join(", ")}`;
}
