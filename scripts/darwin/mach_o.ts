import { join } from "node:path";
import { z } from "zod";
import { run } from "../../src/fetch/command.ts";
import type { DarwinTools } from "../setup/darwin_tools.ts";

const LIMIT_MS = 60_000;

/** What a Mach-O file says of itself; see mach_o.py. */
export const MachO = z.strictObject({
  processor: z.string(),
  kind: z.string(),
  flags: z.array(z.string()),
  platform: z.string().nullable(),
  /** Oldest macOS that loads it: major, minor, patch. */
  minos: z.tuple([z.number(), z.number(), z.number()]).nullable(),
  installName: z.string().nullable(),
  /** Libraries that are loaded with it, in the order of its load commands. */
  loads: z.array(z.strictObject({ name: z.string(), how: z.string() })),
  rpaths: z.array(z.string()),
  /** Symbols from elsewhere: `library` is where each is looked up, when `search` is "two-level". */
  imports: z.array(
    z.strictObject({ symbol: z.string(), library: z.string().nullable(), search: z.string() }),
  ),
  exports: z.array(z.string()),
  /** Whatever stands in it that looks like a path of the machine it was built on. */
  buildPaths: z.array(z.string()),
});
export type MachO = z.infer<typeof MachO>;

const Answer = z.record(z.string(), MachO);

/**
 * Reads Mach-O files, all at once because starting Python takes longer than reading them.
 *
 * @returns what each says, by its path
 * @throws CommandFailed for a file that is none
 */
export async function readMachO(tools: DarwinTools, paths: readonly string[]): Promise<Map<string, MachO>> {
  const command = [tools.python, join(import.meta.dir, "mach_o.py"), ...paths];
  const answer = await run(command, LIMIT_MS, { env: { PYTHONPATH: tools.packages } });
  return new Map(Object.entries(Answer.parse(JSON.parse(answer))));
}
