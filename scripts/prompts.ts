import { hundredths, median, spreadOf, tenths } from "../src/bench/figures.ts";
import { MESSAGES } from "../src/bench/messages.ts";
import { reportFailure } from "./setup/failure.ts";
import { type FirstSentence, SpokenBy } from "./testing/spoken_by.ts";

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
    sentences: [] as FirstSentence[],
  }));
  for (const { speaker } of speakers) await speaker.ready();
  for (const { speaker } of speakers) await speaker.speak("This sentence warms it up.");
  for (let round = 0; round < ROUNDS; round++)
    for (const text of MESSAGES)
      for (const { speaker, sentences } of speakers) sentences.push(await speaker.speak(text));
  const of = (sentences: readonly FirstSentence[], part: keyof FirstSentence) =>
    sentences.map((sentence) => sentence[part]);
  const base = median(of(speakers[0]?.sentences ?? [], "latency"));
  console.log(
    "| profile | received → first PCM, p50 / p95 in ms | p50, of the first | prefill | decode | tokens |",
  );
  console.log("|---|---|---|---|---|---|");
  for (const { profile, sentences } of speakers) {
    const { p50, p95 } = spreadOf(of(sentences, "latency"));
    const share = hundredths(p50 / base);
    const [prefill, decode, tokens] = (["prefill", "decode", "tokens"] as const).map((part) =>
      tenths(median(of(sentences, part))),
    );
    console.log(`| ${profile} | ${p50} / ${p95} | ${share} | ${prefill} | ${decode} | ${tokens} |`);
  }
  for (const { speaker } of speakers) speaker[Symbol.dispose]();
} catch (error) {
  reportFailure(error);
}
