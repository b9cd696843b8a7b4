import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { cacheFolder } from "../cache.ts";

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

/**
 * What decoding was measured to do on this machine, by the name of the GGUF's file. Each entry is read by itself, because
 * another version of this program may have written some in another form: these count for nothing here, and are kept.
 */
const Entries = z.record(z.string(), z.unknown());

const speedsFile = (): string => join(cacheFolder(), "speeds.json");

/** All that has been measured here; empty where nothing has been, or what was kept is damaged. */
export function measuredSpeeds(): ReadonlyMap<string, Speed> {
  const speeds = new Map<string, Speed>();
  for (const [name, entry] of Object.entries(entries())) {
    const speed = Speed.safeParse(entry).data;
    if (speed !== undefined) speeds.set(name, speed);
  }
  return speeds;
}

function entries(): z.infer<typeof Entries> {
  try {
    return Entries.parse(JSON.parse(readFileSync(speedsFile(), "utf8")));
  } catch {
    return {};
  }
}

/**
 * Keeps how fast a model decoded, for the choice of a model later: the fastest time, because a slow one tells of other
 * programs. A cache that cannot be written costs only that.
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
  const file = speedsFile();
  const unfinished = `${file}.${process.pid}`;
  try {
    const speed: Speed = {
      tokens_per_second: Math.round(tokensPerSecond * 10) / 10,
      bytes,
      measured_at: new Date().toISOString(),
    };
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(unfinished, `${JSON.stringify({ ...entries(), [name]: speed }, null, 2)}\n`);
    renameSync(unfinished, file);
  } catch {
    // Nothing to do: see above.
  }
}
