import { OUTPUT_RATE } from "../audio/sink.ts";
import { AppError } from "../errors.ts";
import type { VoiceEvent } from "../workers/protocol.ts";
import { RestartingWorker } from "../workers/restarting_worker.ts";
import type { Opening } from "../workers/worker.ts";
import type { Workers } from "../workers/workers.ts";
import type { Prosody, Synthesizer, VoicedPcm } from "./synthesizer.ts";
import type { NativeVoiceChoice } from "./voices.ts";

/** How a voice's worker is opened. */
export function voiceOpening({ name, library, source, data }: NativeVoiceChoice): Opening {
  return {
    request: { op: "open", library, name: source, data },
    refusal: {
      code: "VOICE_REFUSED",
      what: `the voice ${name} cannot be opened`,
      fix: "if the line above does not say it, choose another --voice or install stream-tts-bun again",
    },
  };
}

/** A voice in a process of its own, which is started again when it dies or hangs. */
export class WorkerSynthesizer implements Synthesizer {
  readonly #name: string;
  readonly #worker: RestartingWorker<VoiceEvent>;

  /**
   * @param workers where its process comes from
   * @param onLost told when the process died or hung; it is started again by itself
   */
  constructor(workers: Workers, voice: NativeVoiceChoice, onLost: (error: AppError) => void) {
    this.#name = voice.name;
    this.#worker = new RestartingWorker(
      { ...voiceOpening(voice), start: () => workers.voice(voice.name) },
      onLost,
    );
  }

  /** @throws AppError VOICE_REFUSED; WORKER_* when its process was lost meanwhile */
  async open(): Promise<void> {
    await this.#worker.open();
    if (this.rate === OUTPUT_RATE) return;
    throw new AppError("VOICE_REFUSED", {
      what: `the voice ${this.#name} has a sampling rate that cannot be used`,
      why: `it gives ${this.rate} Hz, and only ${OUTPUT_RATE} Hz is supported`,
      fix: "choose another --voice",
    });
  }

  /** Sampling rate in Hz; known once opened. */
  get rate(): number {
    const ready = this.#worker.ready;
    return ready?.event === "ready" ? ready.rate : 0;
  }

  /**
   * See {@link Synthesizer.speak}. After a lost process the sound goes on where it stopped: a voice says the same text the
   * same way again, so the frames that were given already are left out.
   *
   * @throws AppError WORKER_* when the clause cannot be synthesised; the next one may be
   */
  async *speak(text: string, { speed, pitch }: Prosody, signal: AbortSignal): AsyncGenerator<VoicedPcm> {
    let given = 0;
    let skip = 0;
    const request = (ticket: number) => {
      skip = given;
      return { op: "speak", ticket, text, speed, pitch };
    };
    for await (const { event, body } of this.#worker.run(request, signal)) {
      if (event.event !== "pcm") continue;
      const pcm = new Int16Array(body.buffer, body.byteOffset, body.byteLength / 2);
      const fresh = pcm.subarray(Math.min(skip, pcm.length));
      skip -= pcm.length - fresh.length;
      given += fresh.length;
      if (fresh.length > 0) yield { pcm: fresh, voiceUs: event.voiceUs };
    }
  }

  kill(): void {
    this.#worker.kill();
  }
}
