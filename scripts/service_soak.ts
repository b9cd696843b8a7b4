import { growthOf } from "./testing/growth.ts";
import type { Resources } from "./testing/resources.ts";
import { serviceSoak } from "./testing/service_soak.ts";

/** `bun scripts/service_soak.ts [ROUNDS] [MODEL]`: fails when something grows or is not accounted for. */
const rounds = Number(process.argv[2] ?? 24);
const model = process.argv[3] ?? "qwen2.5-coder-0.5b-instruct-q4_k_m";
/** Until then the runtime's heaps grow to their working size. */
const WARM_ROUNDS = 3;
const MOST_GROWTH = 0.05;
/** Of threads and descriptors: one that is kept in every round makes it ten. */
const MOST_MORE = 1;

const shown = ({ bytes, descriptors, threads }: Resources) =>
  `${(bytes / 1e6).toFixed(1)} MB, ${descriptors} descriptors, ${threads} threads`;

const startedAt = performance.now();
const result = await serviceSoak({
  rounds,
  load: { long: 160, agents: 4, lies: 200 },
  model,
  onRound: (round, { loaded, rested }) =>
    console.log(`round ${round + 1} of ${rounds}: ${shown(loaded)}; without the model ${shown(rested)}`),
});
const { lost, doubled, ...account } = result.account;
const minutes = (performance.now() - startedAt) / 60_000;
console.log(`${minutes.toFixed(1)} minutes, ${result.hooks} hooks, ${result.lies} malformed clients`);
console.log(JSON.stringify(account));
for (const sentence of lost) console.log(`LOST: ${sentence}`);
for (const sentence of doubled) console.log(`DOUBLED: ${sentence}`);

let isFlat = true;
for (const state of ["loaded", "rested"] as const)
  for (const what of ["bytes", "descriptors", "threads"] as const) {
    const values = result.rounds.slice(WARM_ROUNDS).map((round) => round[state][what]);
    const { early, late, slope } = growthOf(values);
    const growth = late / early - 1;
    // The runtime starts and ends threads of its own.
    isFlat &&= what === "bytes" ? growth < MOST_GROWTH : late - early <= MOST_MORE;
    console.log(
      `${state}, ${what}: lowest ${early} at first, ${late} later, ${(growth * 100).toFixed(1)} %, ${slope.toFixed(2)} a round`,
    );
  }
const isWhole = lost.length === 0 && doubled.length === 0;
console.log(isWhole ? "every utterance is accounted for" : "SENTENCES WERE LOST OR DOUBLED");
console.log(isFlat ? "memory, descriptors and threads are flat" : "SOMETHING GROWS");
process.exitCode = isWhole && isFlat ? 0 : 1;
