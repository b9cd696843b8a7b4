import { z } from "zod";

/** What a child process does with the Apple voice, one after the other, and what became of it. */

const Prosody = z.strictObject({ speed: z.number(), pitch: z.number() });

export const Step = z.discriminatedUnion("do", [
  /** Speaks a text to its end. */
  z.strictObject({ do: z.literal("speak"), text: z.string(), prosody: Prosody.optional() }),
  /** Begins a text, takes its first frames, and stops it. */
  z.strictObject({ do: z.literal("stop"), text: z.string() }),
  /** Begins a text, lets time pass without asking for frames, and then speaks it to its end. */
  z.strictObject({ do: z.literal("linger"), text: z.string() }),
]);
export type Step = z.infer<typeof Step>;

export const Outcome = z.union([
  z.strictObject({ heard: z.string(), frames: z.number() }),
  /** Frames that were given before the stop, and after it. */
  z.strictObject({ before: z.number(), after: z.number() }),
  /** What the log held when the time had passed. */
  z.strictObject({ heard: z.string(), meanwhile: z.array(z.string()) }),
  z.strictObject({ failed: z.string() }),
]);
export type Outcome = z.infer<typeof Outcome>;

/** Does the steps in turn and prints each outcome as a line of JSON. */
export async function doSteps(steps: string, doStep: (step: Step) => Promise<Outcome>): Promise<void> {
  for (const step of z.array(Step).parse(JSON.parse(steps))) {
    const outcome = await doStep(step).catch((error: unknown) => ({ failed: String(error) }));
    process.stdout.write(`${JSON.stringify(outcome)}\n`);
  }
}
