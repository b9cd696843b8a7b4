import { z } from "zod";

/**
 * What OpenAI-compatible servers answer: OpenAI's API reference ("Create chat completion", "List models"), and of
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

/** An error is an object, and a text with a few servers. */
const ErrorField = z.union([
  z.string(),
  z.object({ message: z.string(), code: z.union([z.number(), z.string()]).nullish() }),
]);

const Completion = z.object({ choices: z.array(Choice) });
const Failed = z.object({ error: ErrorField });
/** What FastAPI answers, which servers in Python are written with. */
const Detailed = z.object({ detail: z.string() });
const Models = z.object({ data: z.array(z.object({ id: z.string() })) });

/** A part of an answer. */
export interface AnswerPart {
  readonly text: string;
  /** The model thought meanwhile. */
  readonly isThought: boolean;
  /** The answer ends with it. */
  readonly isLast: boolean;
}

/** An error that a server tells of. @property status 0 where it tells none */
export interface ToldError {
  readonly status: number;
  readonly said: string;
}

/** The value of JSON text; undefined for anything else. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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

/** The error that JSON tells of; null when it tells of none. */
export function errorOf(json: unknown): ToldError | null {
  const failed = Failed.safeParse(json);
  if (failed.success) {
    const { error } = failed.data;
    if (typeof error === "string") return { status: 0, said: error };
    return { status: typeof error.code === "number" ? error.code : 0, said: error.message };
  }
  const detailed = Detailed.safeParse(json);
  return detailed.success ? { status: 0, said: detailed.data.detail } : null;
}

/** The names of the models that a server lists; null when it is no list. */
export function modelsOf(json: unknown): string[] | null {
  const models = Models.safeParse(json);
  return models.success ? models.data.data.map(({ id }) => id) : null;
}
