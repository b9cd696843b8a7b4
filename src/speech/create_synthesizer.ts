import type { AppError } from "../errors.ts";
import type { Workers } from "../workers/workers.ts";
import { RemoteSynthesizer } from "./remote/remote_synthesizer.ts";
import type { Synthesizer } from "./synthesizer.ts";
import type { VoiceChoice } from "./voices.ts";
import { WorkerSynthesizer } from "./worker_synthesizer.ts";

/** What synthesizers are made with. */
export interface SynthesizerParts {
  /** Where the processes of voices come from. */
  readonly workers: Workers;
  /** Path of the resampler library. */
  readonly resampler: string;
  /** Told when a voice's process died or hung; it is started again by itself. */
  readonly onLost: (error: AppError) => void;
}

/** What speaks with a voice. */
export function createSynthesizer(
  choice: VoiceChoice,
  { workers, resampler, onLost }: SynthesizerParts,
): Synthesizer {
  return choice.kind === "native"
    ? new WorkerSynthesizer(workers, choice, onLost)
    : new RemoteSynthesizer(choice, resampler);
}
