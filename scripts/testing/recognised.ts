import { join } from "node:path";
import { z } from "zod";

const LIMIT_MS = 3600_000;

/** What recognise.py prints of a sound and its trace. */
const Recognised = z.object({
  /** Kana that differ from the reading, of all kana of the readings. */
  kana_error_rate: z.number(),
  /** The same against the Japanese that the readings were made of. */
  kana_error_rate_ja: z.number(),
  utterances: z.array(
    z.object({
      id: z.int(),
      /** What the voice was given. */
      reference: z.string(),
      recognised: z.string(),
      /** Edit distance of the kana of both, and the number of kana of the first. */
      errors: z.int(),
      length: z.int(),
    }),
  ),
});
export type Recognised = z.infer<typeof Recognised>;

/**
 * Lets a recogniser hear what the program wrote.
 *
 * @param wav the file that the program wrote
 * @param trace the trace of the same run
 * @throws Error when it failed; its own words are on stderr
 */
export async function recognised(wav: string, trace: string): Promise<Recognised> {
  const script = join(import.meta.dir, "..", "recognise.ts");
  const child = Bun.spawn([process.execPath, script, wav, trace], {
    stdio: ["ignore", "pipe", "inherit"],
    timeout: LIMIT_MS,
  });
  const output = await child.stdout.text();
  if ((await child.exited) !== 0) throw new Error(`the recogniser failed on ${wav}`);
  return Recognised.parse(JSON.parse(output));
}
