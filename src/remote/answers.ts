import "../quick_schemas.ts";
import { z } from "zod";

/** What servers of all kinds answer beside what they are there for: errors, and OpenAI's list of models. */

/** An error is an object, and a text with a few servers. */
const ErrorField = z.union([
  z.string(),
  z.object({ message: z.string(), code: z.union([z.number(), z.string()]).nullish() }),
]);

const Failed = z.object({ error: ErrorField });
/**
 * What FastAPI answers, which servers in Python are written with: a sentence, for a request that it does not understand a
 * list of them, or an object of the server's own (Kokoro-FastAPI).
 */
const Detailed = z.object({
  detail: z.union([
    z.string(),
    z.object({ message: z.string() }).transform(({ message }) => message),
    z
      .array(z.object({ msg: z.string() }))
      .min(1)
      .transform((faults) => faults.map(({ msg }) => msg).join("; ")),
  ]),
});
const Models = z.object({ data: z.array(z.object({ id: z.string() })) });

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
