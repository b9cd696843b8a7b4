import { statSync } from "node:fs";
import { basename } from "node:path";
import { z } from "zod";
import { KeptEntries } from "../kept_entries.ts";

/** Fewer tokens than these say more of the moment than of the model. */
const TELLING_TOKENS = 100;

const Speed = z.object({
  tokens_per_second: z.number().positive(),
  /** Of the GGUF, in bytes: what is read for each token. */
  bytes: z.number().int().positive(),
  /** ISO 8601. */
  measured_at: z.iso.datetime(),
});
export type Speed = z.infer<typeof Speed>;

/** What decoding was measured to do on this machine, by the name of the GGUF's file. */
const speeds = new KeptEntries("speeds.json", Speed);

/** All that has been measured here; empty where nothing has been, or what was kept is damaged. */
export function measuredSpeeds(): ReadonlyMap<string, Speed> {
  return speeds.all();
}

/**
 * Keeps how fast a model decoded, for the choice of a model later: the fastest time, because a slow one tells of other
 * programs.
 *
 * @param model path of the GGUF
 */
export function keepSpeed(
  model: string,
  { tokens, tokensPerSecond }: { tokens: number; tokensPerSecond: number | null },
): void {
  if (tokensPerSecond === null || tokens < TELLING_TOKENS) return;
  const name = basename(model);
  const bytes = statSync(model).size;
  const before = measuredSpeeds().get(name);
  if (before?.bytes === bytes && before.tokens_per_second >= tokensPerSecond) return;
  speeds.keep(name, {
    tokens_per_second: Math.round(tokensPerSecond * 10) / 10,
    bytes,
    measured_at: new Date().toISOString(),
  });
}
