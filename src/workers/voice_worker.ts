import { Voice } from "../../ffi/voice.ts";
import { reasonOf } from "../errors.ts";
import { NATURAL } from "../speech/synthesizer.ts";
import { breathe, dieWithParent, receive, send } from "./child.ts";
import { NativeProgress } from "./native_progress.ts";
import { type SpeakRequest, VoiceRequest } from "./protocol.ts";

/** Long enough to cost nothing, short enough that a cancel is not kept waiting. */
const PULL_MS = 10;
/** A voice that says nothing for so long while it warms up is left to show its fault with the first sentence. */
const WARM_UP_MS = 5000;
/** The longest chunk that is sent as one frame: 500 ms at 48 kHz. */
const CHUNK_FRAMES = 24_000;
/**
 * After a chunk the next is left to grow for so long. The first is sent as soon as it is there; those after it are early
 * anyway, and each one wakes two processes that take time from decoding.
 */
const GATHER_MS = 5;

/** The hidden command that synthesises: requests on stdin, events and PCM on descriptor 3. */
export async function runVoiceWorker(): Promise<never> {
  dieWithParent();
  const jobs: SpeakRequest[] = [];
  // Tickets ascend and one job runs at a time, so the latest cancelled ticket is all there is to know.
  let cancelled = 0;
  let voice: Voice | null = null;
  let busy = false;

  const work = async (speaker: Voice) => {
    busy = true;
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      try {
        await speak(speaker, job, () => cancelled === job.ticket);
      } catch (error) {
        send({
          event: "failed",
          ticket: job.ticket,
          why: reasonOf(error),
        });
      }
    }
    busy = false;
  };

  return receive(VoiceRequest, (request) => {
    switch (request.op) {
      case "open":
        try {
          voice = Voice.open(request.library, request.name, request.data);
          warmUp(voice);
          send({ event: "ready", rate: voice.rate });
        } catch (error) {
          send({ event: "failed", ticket: 0, why: reasonOf(error) });
        }
        break;
      case "speak":
        if (voice === null) {
          send({ event: "failed", ticket: request.ticket, why: "no voice is open" });
          break;
        }
        jobs.push(request);
        if (!busy) void work(voice);
        break;
      case "cancel":
        cancelled = request.ticket;
        break;
    }
  });
}

/** Says one vowel to nobody: the first synthesis of a process reads the dictionary's pages from the disk. */
function warmUp(voice: Voice): void {
  const pcm = new Int16Array(CHUNK_FRAMES);
  voice.start("あ", NATURAL);
  while (voice.next(pcm, WARM_UP_MS).status === "frames");
  voice.stop();
}

async function speak(
  voice: Voice,
  { ticket, text, speed, pitch }: SpeakRequest,
  isCancelled: () => boolean,
): Promise<void> {
  const pcm = new Int16Array(CHUNK_FRAMES);
  const startedAt = performance.now();
  voice.start(text, { speed, pitch });
  const progress = new NativeProgress(() => send({ event: "alive" }));
  for (;;) {
    if (isCancelled()) {
      voice.stop();
      while (voice.next(pcm, PULL_MS).status !== "done") await breathe();
      send({ event: "cancelled", ticket });
      return;
    }
    const { status, frames } = voice.next(pcm, PULL_MS);
    if (status === "done") break;
    if (status === "frames") {
      const voiceUs = Math.round((performance.now() - startedAt) * 1000);
      send({ event: "pcm", ticket, voiceUs }, new Uint8Array(pcm.buffer, 0, frames * 2));
      progress.shown();
      await Bun.sleep(GATHER_MS);
    } else {
      progress.look();
      await breathe();
    }
  }
  send({ event: "done", ticket });
}
