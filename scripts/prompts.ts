import { hundredths, median, spreadOf } from "../src/bench/figures.ts";
import { MESSAGES } from "../src/bench/messages.ts";
import { reportFailure } from "./setup/failure.ts";
import { SpokenBy } from "./testing/spoken_by.ts";

/**
 * `bun scripts/prompts.ts [PROFILE [PROFILE…]]`: how long a listener waits with one prompt and with another: received →
 * first PCM of the same messages, each in turns by an executable with each profile.
 */
const profiles = process.argv.length > 2 ? process.argv.slice(2) : ["simple", "qwen2"];
const ROUNDS = 2;

try {
  const speakers = profiles.map((profile) => ({
    profile,
    speaker: new SpokenBy(["--profile", profile]),
    latencies: [] as number[],
  }));
  for (const { speaker } of speakers) await speaker.ready();
  for (const { speaker } of speakers) await speaker.latency("This sentence warms it up.");
  for (let round = 0; round < ROUNDS; round++)
    for (const text of MESSAGES)
      for (const { speaker, latencies } of speakers) latencies.push(await speaker.latency(text));
  const base = median(speakers[0]?.latencies ?? []);
  console.log("| profile | received → first PCM, p50 / p95 in ms | p50, of the first |\n|---|---|---|");
  for (const { profile, latencies } of speakers) {
    const { p50, p95 } = spreadOf(latencies);
    console.log(`| ${profile} | ${p50} / ${p95} | ${hundredths(median(latencies) / base)} |`);
  }
  for (const { speaker } of speakers) speaker[Symbol.dispose]();
} catch (error) {
  reportFailure(error);
}
