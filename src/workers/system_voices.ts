import "../quick_schemas.ts";
import { z } from "zod";
import { AppError } from "../errors.ts";
import { selfCommand, selfEnvironment } from "./self.ts";

/** macOS answers within a second; it may have to start its speech service first. */
const LIMIT_MS = 15_000;
const LIMIT_SIGNAL = "SIGKILL";

/** A voice that the system itself has: what --voice takes, a BCP 47 tag, and what people call it. */
const SystemVoice = z.object({ name: z.string(), language: z.string(), description: z.string() });
export type SystemVoice = z.infer<typeof SystemVoice>;

/**
 * The voices that the system itself has for a voice library: Apple's on a Mac, none for the others.
 *
 * @param library path of the voice library
 * @param signal stops asking
 * @throws AppError VOICE_REFUSED when they cannot be listed, or not within 15 s; the signal's reason when it is aborted
 */
export async function systemVoices(library: string, signal?: AbortSignal): Promise<SystemVoice[]> {
  signal?.throwIfAborted();
  const child = Bun.spawn(selfCommand("worker", "voices", library), {
    ...{ stdin: "ignore", stdout: "pipe", stderr: "pipe", env: selfEnvironment({}) },
    ...{ timeout: LIMIT_MS, killSignal: LIMIT_SIGNAL, ...(signal === undefined ? {} : { signal }) },
  });
  const [text, complaint, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  signal?.throwIfAborted();
  if (code === 0) return z.array(SystemVoice).parse(JSON.parse(text));
  throw new AppError("VOICE_REFUSED", {
    what: "the voices of this system cannot be listed",
    why:
      child.signalCode === LIMIT_SIGNAL
        ? `the system did not answer within ${LIMIT_MS / 1000} s`
        : complaint.trim() ||
          `the process that asks for them ended by ${child.signalCode ?? `status ${code}`}`,
    fix: "name a voice with --voice all the same; mei needs nothing of the system",
  });
}
