import { readFileSync } from "node:fs";
import { join } from "node:path";
import { listen } from "./testing/listen.ts";

/**
 * `bun scripts/listen.ts [FILE] [MODEL]`: plays the lines of a text file on a null sink and judges the recording; fails
 * when something was not played, broke off, or is understood worse than from a file.
 */
const FIXTURE = join(import.meta.dir, "..", "test", "fixtures", "assistant_sentences.txt");
const [file = FIXTURE, model = "qwen2.5-coder-1.5b-instruct-q4_k_m"] = process.argv.slice(2);
const MOST_WORSE = 0.01;
const MOST_EXIT_MS = 1000;
const MOST_LEADING_MS = 40;

const messages = readFileSync(file, "utf8").trim().split("\n");
const result = await listen({ messages, model, voice: "mei" });
console.log(JSON.stringify(result, null, 2));
const isGood =
  result.exitCode === 0 &&
  result.played === result.utterances &&
  result.underruns === 0 &&
  result.exitAfterSoundMs <= MOST_EXIT_MS &&
  result.leadingSilenceMs <= MOST_LEADING_MS &&
  result.recordedErrorRate <= result.fileErrorRate + MOST_WORSE;
if (result.damagedClauses > 0)
  console.log(
    `${result.damagedClauses} clauses have a gap: the machine held a thread of the sound server or of ours longer than the 30 ms that wait behind the ring`,
  );
console.log(isGood ? "played as written" : "NOT AS IT SHOULD BE");
process.exitCode = isGood ? 0 : 1;
