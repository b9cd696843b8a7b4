import { z } from "zod";

/** How a model is asked to translate. */
export const PromptProfile = z.strictObject({
  /** The system prompt; null for models that were trained without one. */
  system: z.string().nullable(),
  /** English terms of software and how Japanese developers say them; a part of the system prompt. */
  terms: z.array(z.tuple([z.string(), z.string()])),
  examples: z.array(z.strictObject({ en: z.string(), ja: z.string() })),
  /**
   * How the examples stand in the prompt: `list`, all in one turn of the model, which then goes on with the list; or
   * `turns`, each a turn of the user and one of the model.
   */
  form: z.enum(["list", "turns"]),
  /**
   * Control tokens around the turns, where libllama would guess wrong ones from the GGUF's chat template: what the prompt
   * begins with, and one turn of the user and the model. Null: by the GGUF's chat template.
   */
  frame: z
    .strictObject({ begin: z.string(), ask: z.string().includes("{user}"), end: z.string() })
    .nullable(),
  /** With `turns`, what the user says; `{en}` is the sentence. */
  wording: z.string().includes("{en}"),
  /** What the model's turn is opened with, such as the empty thoughts of a model that would think first. */
  opening: z.string(),
});
export type PromptProfile = z.infer<typeof PromptProfile>;
