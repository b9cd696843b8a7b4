import { NativeWorker } from "./native_worker.ts";
import { TranslatorEvent, VoiceEvent } from "./protocol.ts";
import type { Worker } from "./worker.ts";

/** Where workers come from. Each is to be opened. */
export interface Workers {
  translator(): Worker<TranslatorEvent>;
  /** @param name the voice's, as the user writes it */
  voice(name: string): Worker<VoiceEvent>;
}

/** Processes of this program, a new one each time. */
export const ownWorkers = {
  translator: () => new NativeWorker("translator", TranslatorEvent),
  voice: (_name: string) => new NativeWorker("voice", VoiceEvent),
} satisfies Workers;
