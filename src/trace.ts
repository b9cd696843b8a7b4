import { closeSync, openSync, writeSync } from "node:fs";
import { now } from "./clock.ts";
import { AppError, reasonOf } from "./errors.ts";
import type { Utterance } from "./input/utterance.ts";
import type { Handover } from "./speech/chain.ts";
import type { Stdout } from "./stdout.ts";
import { tell } from "./terminal.ts";

/** The events of `--trace`, without the fields `event` and `t_ms` that every line opens with. */
export interface TraceEvents {
  ready: {
    model: string | null;
    voice: string;
    load_ms: number;
    prefix_tokens: number;
    /** Whether the state of the prompt was taken from the disk. */
    prefix_restored: boolean;
  };
  utterance: Utterance;
  /** What the model had taken for the utterance when the clause was closed, in microseconds: prefill, and decoding. */
  clause: {
    id: number;
    n: number;
    ja: string;
    reading: string;
    first_token_ms: number;
    tokens: number;
    prefill_us: number;
    decode_us: number;
  };
  /** `voice_us`: microseconds from the request to the chunk with the first sample, in the voice's process. */
  audio: {
    id: number;
    n: number;
    /** Who said it, to its end. */
    voice: string;
    first_pcm_ms: number;
    samples: number;
    rate: number;
    voice_us: number;
  };
  handover: Handover;
  /** Device only. */
  played: { id: number; n: number; start_ms: number; end_ms: number };
  /** `en`: the sentence, for somebody who wants to know what it was. */
  fault: { id: number; what: string; done: string; en: string };
  /** Too much waited, so the utterance is said as a part of another one. */
  joined: { id: number; into: number };
  skipped: { reason: string; what: string };
  /** These are said again; what is told of them from here on is told anew. */
  repeated: { ids: readonly number[] };
  /** Of the resident service: a session got its turn, or it was taken from one that had stopped moving. */
  turn: { served_by: string; state: "granted" | "revoked" };
  summary: Summary;
}

/** What a run amounted to. p50 and p95 are milliseconds; null where there was nothing to measure. */
export interface Summary {
  counts: { utterances: number; notices: number; spoken: number; faults: number; skipped: number };
  translated_tokens: number;
  tokens_per_second: number | null;
  underruns: number;
  /** Of `first_pcm_ms - received_ms`, over utterances that found the pipeline idle. */
  p50: number | null;
  p95: number | null;
  idle_utterances: number;
}

export interface Trace {
  write<Name extends keyof TraceEvents>(event: Name, fields: TraceEvents[Name]): void;
  close(): void;
}

/** One line of a trace. */
export function traceLine<Name extends keyof TraceEvents>(event: Name, fields: TraceEvents[Name]): string {
  return `${JSON.stringify({ event, t_ms: now(), ...fields })}\n`;
}

/**
 * Opens the trace: null writes nothing, `-` writes to stdout, anything else is a file that is truncated now and
 * complete up to the last event at any moment.
 *
 * @throws AppError OUTPUT_UNWRITABLE when the file cannot be written
 */
export function openTrace(target: string | null, stdout: Stdout): Trace {
  if (target === null) return { write: () => {}, close: () => {} };
  if (target === "-")
    return {
      write: (event, fields) => void stdout.write(traceLine(event, fields)),
      close: () => {},
    };
  let file: number;
  try {
    file = openSync(target, "w");
  } catch (error) {
    throw new AppError(
      "OUTPUT_UNWRITABLE",
      {
        what: "the trace cannot be written",
        why: reasonOf(error),
        fix: "give --trace a path in a folder you may write to",
      },
      error,
    );
  }
  let isWritable = true;
  return {
    write: (event, fields) => {
      if (!isWritable) return;
      try {
        writeSync(file, traceLine(event, fields));
      } catch (error) {
        // A full disk ends the trace; the speech, which is what people wait for, goes on.
        isWritable = false;
        tell(`stream-tts-bun: the trace ends here: ${reasonOf(error)}`);
      }
    },
    close: () => closeSync(file),
  };
}
