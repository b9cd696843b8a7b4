import { join } from "node:path";
import { z } from "zod";
import type { DarwinTools } from "../setup/darwin_tools.ts";

const LIMIT_MS = 5 * 60_000;

/** A buffer that Apple's voice delivers: a tone of 440 Hz at half of what its samples can be. */
export interface Delivered {
  type: "float32" | "int16" | "int32";
  /** Hz */
  rate: number;
  frames: number;
}

/** What is done with a voice library, and what Apple's synthesizer does meanwhile; see emulate.py. */
export interface Scenario {
  voices: readonly { identifier: string; name: string; language: string }[];
  /** Of every utterance. */
  buffers: readonly Delivered[];
  /** What tells the end of each, in this order. */
  ends: readonly ("last buffer" | "delegate")[];
  /**
   * Functions of native/voice.h without their prefix, each with its arguments. `abi` takes the whole name of a function,
   * which may be another library's; `turn` is a run loop of somebody else.
   */
  steps: readonly (readonly [string, ...(string | number)[]])[];
}

const Step = z.strictObject({
  status: z.int(),
  /** Messages, calls to do with files, buffers, and what was freed, in their order. */
  sent: z.array(z.string()),
  /** How long somebody waited, in ms of the emulated clock. */
  ms: z.number(),
  error: z.string().optional(),
  hz: z.int().optional(),
  samples: z.array(z.int()).optional(),
  /** Lines of tts_voice_names, and the bytes that all of them have. */
  names: z.string().optional(),
  bytes: z.int().optional(),
  /** Objects that are left over. */
  alive: z.array(z.string()).optional(),
  /** Pieces of memory that are left over. */
  allocations: z.int().optional(),
});
export type Step = z.infer<typeof Step>;

/**
 * Executes an arm64 voice library for macOS on an emulated processor.
 *
 * @returns what each step of the scenario gave
 * @throws Error with what Python says, for example when the library calls what nothing stands in for
 */
export async function emulate(tools: DarwinTools, library: string, scenario: Scenario): Promise<Step[]> {
  const child = Bun.spawn([tools.python, join(import.meta.dir, "emulate.py"), library], {
    stdin: new Blob([JSON.stringify(scenario)]),
    stdout: "pipe",
    stderr: "pipe",
    timeout: LIMIT_MS,
    killSignal: "SIGKILL",
    env: { ...process.env, PYTHONPATH: tools.packages, PYTHONDONTWRITEBYTECODE: "1" },
  });
  const [answer, said, status] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  if (status !== 0) throw new Error(`the emulation of ${library} failed: ${said}`);
  return z.array(Step).parse(JSON.parse(answer));
}
