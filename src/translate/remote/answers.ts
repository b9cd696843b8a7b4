import { z } from "zod";

/**
 * What OpenAI-compatible servers answer: OpenAI's API reference ("Create chat completion"), and of
 * llama-server, Ollama and vLLM what they add. Fields that nobody reads here are left out.
 */

/** Text of the model; `reasoning` is what vLLM and Ollama call thoughts, `reasoning_content` what llama-server does. */
const Message = z.object({
  content: z.string().nullish(),
  reasoning: z.string().nullish(),
  reasoning_content: z.string().nullish(),
});

const Choice = z.object({
  /** In a stream. */
  delta: Message.nullish(),
  /** In a whole answer. */
  message: Message.nullish(),
  finish_reason: z.string().nullish(),
});

const Completion = z.object({ choices: z.array(Choice) });

/** A part of an answer. */
export interface AnswerPart {
  readonly text: string;
  /** The model thought meanwhile. */
  readonly isThought: boolean;
  /** The answer ends with it. */
  readonly isLast: boolean;
}

/** The part of an answer in a chunk or a whole completion; null when it is neither. */
export function answerPartOf(json: unknown): AnswerPart | null {
  const { success, data } = Completion.safeParse(json);
  if (!success) return null;
  // A last chunk may hold the usage alone.
  const choice = data.choices[0];
  const message = choice?.delta ?? choice?.message;
  return {
    text: message?.content ?? "",
    isThought: ((message?.reasoning ?? "") + (message?.reasoning_content ?? "")).length > 0,
    isLast: choice?.finish_reason != null,
  };
}
