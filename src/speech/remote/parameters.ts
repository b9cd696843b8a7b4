import "../../quick_schemas.ts";
import { z } from "zod";
import { AppError } from "../../errors.ts";
import { nearNames } from "../../near_names.ts";
import { RATES } from "./samples.ts";

/** The kinds of servers that are known, by what they are called in messages. */
export const SERVER_KINDS = {
  openai: "like OpenAI's",
  "cosyvoice-sft": "CosyVoice's /inference_sft",
  "cosyvoice-zero-shot": "CosyVoice's /inference_zero_shot",
  voicevox: "VOICEVOX engine's",
} as const;
export type ServerKind = keyof typeof SERVER_KINDS;

const text = z.string().min(1, "must not be empty");

/** What may stand behind the address of a server, as its query. */
const Parameters = z.strictObject({
  /** Name of a voice, at a server like OpenAI's. */
  voice: text.optional(),
  /** Name of a model there. */
  model: text.optional(),
  /** What sound is asked for there. */
  format: z.enum(["pcm", "wav"]).optional(),
  /** Name of a speaker that CosyVoice's model was trained with. */
  spk_id: text.optional(),
  /** Path of a recording whose voice CosyVoice imitates. */
  prompt_wav: text.optional(),
  /** What is said in it. */
  prompt_text: text.optional(),
  /** Number of a style of VOICEVOX engine. */
  speaker: z
    .string()
    .regex(/^\d{1,15}$/, "must be the number of a style")
    .transform(Number)
    .optional(),
  /** Hz of sound without a header; of VOICEVOX engine, what it is asked for. */
  rate: z.coerce
    .number(`must be a number from ${RATES.lowest} to ${RATES.highest}`)
    .int()
    .min(RATES.lowest)
    .max(RATES.highest)
    .optional(),
  /** Variable of the environment that holds a key for the server. */
  key: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be the name of a variable of the environment, not a key")
    .optional(),
});
export type Parameters = z.infer<typeof Parameters>;
type Name = keyof Parameters;

const NAMES = Object.keys(Parameters.shape);
const OF_ALL: readonly Name[] = ["rate", "key"];
const OF: Record<ServerKind, readonly Name[]> = {
  openai: ["voice", "model", "format"],
  "cosyvoice-sft": ["spk_id"],
  "cosyvoice-zero-shot": ["prompt_wav", "prompt_text"],
  voicevox: ["speaker"],
};

/**
 * Reads the parameters of a server's address.
 *
 * @param shown the address as people may see it
 * @throws AppError USAGE for one that does not exist, has no allowed value, or stands there twice
 */
export function parametersOf(query: URLSearchParams, shown: string): Parameters {
  const keys = [...query.keys()];
  for (const key of keys) {
    if (!NAMES.includes(key)) throw unknownParameter(key, NAMES, shown, "the parameters are");
    if (query.getAll(key).length > 1) throw refused(shown, key, "it stands there twice", "write it once");
  }
  const parsed = Parameters.safeParse(Object.fromEntries(query));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const key = String(issue?.path[0] ?? "");
  throw refused(shown, key, issue?.message ?? "it is not allowed", `write another value for ${key}`);
}

/**
 * The kinds of servers that all the parameters mean something to.
 *
 * @param among the kinds that the path leaves; at least one
 * @throws AppError USAGE when there is none
 */
export function kindsKnowing(
  parameters: Parameters,
  among: readonly ServerKind[],
  shown: string,
): readonly ServerKind[] {
  const given = NAMES.filter((name) => Object.hasOwn(parameters, name));
  const kinds = among.filter((kind) => given.every((name) => allowedAt(kind).includes(name)));
  if (kinds.length > 0) return kinds;
  const [only] = among;
  const stray = given.find((name) => !among.some((kind) => allowedAt(kind).includes(name)));
  if (stray === undefined || only === undefined)
    throw refused(
      shown,
      given.join(" and "),
      "no server knows all of them",
      "leave out what is of another kind",
    );
  const intro = `a server that is ${SERVER_KINDS[only]} has the parameters`;
  throw unknownParameter(stray, allowedAt(only), shown, intro);
}

const allowedAt = (kind: ServerKind): readonly string[] => [...OF[kind], ...OF_ALL];

function unknownParameter(key: string, names: readonly string[], shown: string, intro: string): AppError {
  const near = nearNames(key, names);
  const fix = near.length > 0 ? `write ${near.join(" or ")}` : `leave out ${key}`;
  return new AppError("USAGE", {
    what: `--voice ${shown} has a parameter ${key}`,
    why: `there is none of that name; ${intro} ${names.join(", ")}`,
    fix,
  });
}

function refused(shown: string, key: string, why: string, fix: string): AppError {
  return new AppError("USAGE", { what: `--voice ${shown} does not take its ${key}`, why, fix });
}
