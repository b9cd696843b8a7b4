import { soak } from "./testing/soak.ts";

/** `bun scripts/soak.ts [UTTERANCES] [MODEL]`: a long session; fails when memory grows or a sentence is lost. */
const utterances = Number(process.argv[2] ?? 500);
const model = process.argv[3] ?? "qwen2.5-coder-1.5b-instruct-q4_k_m";
const STEP = 50;
const MOST_GROWTH = 0.05;

const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
let told = -1;
const result = await soak({
  utterances,
  warmUp: STEP,
  model,
  voice: "mei",
  onProgress: (done, residentBytes) => {
    if (Math.floor(done / STEP) === told) return;
    told = Math.floor(done / STEP);
    console.log(`${done} of ${utterances} utterances, resident ${mb(residentBytes)}`);
  },
});
const growth = result.highestBytes / result.warmBytes - 1;
console.log(JSON.stringify(result));
console.log(
  `resident after ${STEP}: ${mb(result.warmBytes)}, highest later: ${mb(result.highestBytes)}, growth ${(growth * 100).toFixed(1)} %`,
);
const isLossless =
  result.exitCode === 0 && result.spoken === utterances && result.inOrder && result.faults === 0;
const isFlat = growth < MOST_GROWTH;
console.log(isLossless ? "no sentence lost, all in order" : "SENTENCES WERE LOST");
console.log(isFlat ? "memory is flat" : "MEMORY GROWS");
process.exitCode = isLossless && isFlat ? 0 : 1;
