import "../quick_schemas.ts";
import { z } from "zod";
import { PROFILE_NAMES } from "../translate/profiles.ts";

/**
 * What the main process and its native workers say to each other. A `ticket` is a number the main process chose for
 * a request; it comes back in every event of that request. All times are stamped by the main process.
 */

const ticket = z.number().int().positive();

export const TranslateRequest = z.strictObject({
  op: z.literal("translate"),
  ticket,
  text: z.string(),
  /** Japanese that has been said already; the output continues it. */
  forced: z.string(),
  /** What the Japanese has to hold, for the model to read behind the sentence; empty: nothing in particular. */
  note: z.string(),
  /** What may be written in Latin letters and digits. */
  words: z.array(z.string()),
});
/** The beginning of a sentence that is still arriving; it is prefilled while there is nothing else to do. */
export const DraftRequest = z.strictObject({
  op: z.literal("draft"),
  text: z.string(),
  words: z.array(z.string()),
  /** It probably ends here; that is not certain before more is read. */
  whole: z.boolean(),
});
export const SpeakRequest = z.strictObject({
  op: z.literal("speak"),
  ticket,
  text: z.string(),
  speed: z.number().positive(),
  /** Semitones. */
  pitch: z.number(),
});
export type SpeakRequest = z.infer<typeof SpeakRequest>;
export const CancelRequest = z.strictObject({ op: z.literal("cancel"), ticket });

export const TranslatorRequest = z.discriminatedUnion("op", [
  z.strictObject({
    op: z.literal("open"),
    library: z.string(),
    backends: z.string(),
    model: z.string(),
    /** The most threads to decode with, and whether to use fewer while other programs keep processors busy. */
    threads: z.number().int().positive(),
    adapt: z.boolean(),
    /** Folder for the saved prefix. */
    states: z.string(),
    /** Name of the prompt profile; null: by what the GGUF says of itself. */
    profile: z.enum(PROFILE_NAMES).nullable(),
  }),
  TranslateRequest,
  DraftRequest,
  CancelRequest,
]);
export type TranslatorRequest = z.infer<typeof TranslatorRequest>;

export const VoiceRequest = z.discriminatedUnion("op", [
  z.strictObject({ op: z.literal("open"), library: z.string(), name: z.string(), data: z.string() }),
  SpeakRequest,
  CancelRequest,
]);
export type VoiceRequest = z.infer<typeof VoiceRequest>;

/** Events of both kinds of worker. `ready`, and `failed` with ticket 0, answer `open`. */
const ready = z.object({ event: z.literal("ready") });
const failed = z.object({
  event: z.literal("failed"),
  ticket: z.number().int().nonnegative(),
  why: z.string(),
});
const cancelled = z.object({ event: z.literal("cancelled"), ticket });
/** Sent about once a second while native work gets on without having anything to show yet. */
const alive = z.object({ event: z.literal("alive") });

export const TranslatorEvent = z.discriminatedUnion("event", [
  ready.extend({
    prefixTokens: z.number().int().nonnegative(),
    /** Whether the state of the prompt was restored from the disk. */
    restored: z.boolean(),
    /** The prompt before and behind every utterance, as text with control tokens. */
    prompt: z.object({ prefix: z.string(), suffix: z.string() }),
  }),
  /**
   * `text` holds whole characters; `tokens` is how many tokens have been generated so far. What the library has spent on
   * it, in microseconds: prefill since the request came, and decoding since then.
   */
  z.object({
    event: z.literal("piece"),
    ticket,
    text: z.string(),
    tokens: z.number().int().positive(),
    prefillUs: z.number().nonnegative(),
    decodeUs: z.number().nonnegative(),
  }),
  z.object({
    event: z.literal("done"),
    ticket,
    tokens: z.number().int().nonnegative(),
    decodeUs: z.number().nonnegative(),
  }),
  cancelled,
  failed,
  alive,
]);
export type TranslatorEvent = z.infer<typeof TranslatorEvent>;

export const VoiceEvent = z.discriminatedUnion("event", [
  ready.extend({ rate: z.number().int().positive() }),
  /** The frame's body holds int16 LE mono samples; `voiceUs` is when they came, in microseconds since the request. */
  z.object({ event: z.literal("pcm"), ticket, voiceUs: z.number().nonnegative() }),
  z.object({ event: z.literal("done"), ticket }),
  cancelled,
  failed,
  alive,
]);
export type VoiceEvent = z.infer<typeof VoiceEvent>;

/** The bare loop over libllama that `bench` measures the pipeline against. */
export const BareRequest = z.discriminatedUnion("op", [
  z.strictObject({
    op: z.literal("open"),
    library: z.string(),
    backends: z.string(),
    model: z.string(),
    threads: z.number().int().positive(),
    prefix: z.string(),
  }),
  z.strictObject({
    op: z.literal("run"),
    ticket,
    sentence: z.string(),
    suffix: z.string(),
    maxTokens: z.number().int().positive(),
  }),
  CancelRequest,
]);
export type BareRequest = z.infer<typeof BareRequest>;

export const BareEvent = z.discriminatedUnion("event", [
  ready.extend({ loadUs: z.number().nonnegative() }),
  z.object({
    event: z.literal("done"),
    ticket,
    promptTokens: z.number().int(),
    outputTokens: z.number().int(),
    prefillUs: z.number(),
    decodeUs: z.number(),
  }),
  failed,
]);
export type BareEvent = z.infer<typeof BareEvent>;

export type WorkerKind = "translator" | "voice" | "bare-loop";

/** File descriptor on which a worker writes its frames; requests come on its stdin. */
export const EVENTS_FD = 3;
