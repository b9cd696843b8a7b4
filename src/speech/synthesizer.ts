import type { AppError } from "../errors.ts";
import type { VoiceEvent } from "../workers/protocol.ts";
import { RestartingWorker } from "../workers/restarting_worker.ts";
import type { Opening } from "../workers/worker.ts";
import type { Workers } from "../workers/workers.ts";
import type { VoiceChoice } from "./voices.ts";

/** Mono int16 PCM frames, and how many microseconds the voice took from the request until they came. */
export interface VoicedPcm {
  readonly pcm: Int16Array;
  readonly voiceUs: number;
}

/** How a voice's worker is opened. */
export function voiceOpening({ name, library, source, data }: VoiceChoice): Opening {
  return {
    request: { op: "open", library, name: source, data },
    refusal: {
      code: "VOICE_REFUSED",
      what: `the voice ${name} cannot be opened`,
      fix: "if the line above does not say it, choose another --voice or install stream-tts-bun again",
    },
  };
}

/** Text in, PCM out while it is being synthesised, by a voice in a process of its own. */
export class Synthesizer {
  readonly #worker: RestartingWorker<VoiceEvent>;

  /**
   * @param workers where its process comes from
   * @param onLost told when the process died or hung; it is started again by itself
   */
  constructor(workers: Workers, voice: VoiceChoice, onLost: (error: AppError) => void) {
    this.#worker = new RestartingWorker(
      { ...voiceOpening(voice), start: () => workers.voice(voice.name) },
      onLost,
    );
  }

  /** Opens the voice. */
  async open(): Promise<void> {
    await this.#worker.open();
  }

  /** Sampling rate in Hz; known once opened. */
  get rate(): number {
    const ready = this.#worker.ready;
    return ready?.event === "ready" ? ready.rate : 0;
  }

  /**
   * Synthesises one clause; yields mono PCM frames. After a lost process the sound goes on where it stopped: a voice
   * says the same text the same way again, so the frames that were given already are left out.
   *
   * @param speed 1.0 is natural
   * @throws AppError WORKER_* when the clause cannot be synthesised; the next one may be
   */
  async *speak(text: string, speed: number, signal: AbortSignal): AsyncGenerator<VoicedPcm> {
    let given = 0;
    let skip = 0;
    const request = (ticket: number) => {
      skip = given;
      return { op: "speak", ticket, text, speed };
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
