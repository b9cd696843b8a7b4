import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EXECUTABLE } from "./executable.ts";
import { killings } from "./testing/killings.ts";
import { PulseServer } from "./testing/pulse.ts";

/**
 * `bun scripts/killings.ts [COUNT] [SEED]`: kill -9 of the service, its workers and its clients at random moments. Fails when
 * a survivor loses, doubles or misplaces a sentence, a process is left, or the next start does not work.
 */
const count = Number(process.argv[2] ?? 100);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
console.log(`${count} kills, seed ${seed}`);
const startedAt = performance.now();
// A copy, so that nobody replaces the program meanwhile.
const folder = mkdtempSync(join(tmpdir(), "killings-program-"));
const executable = join(folder, "stream-tts-bun");
copyFileSync(EXECUTABLE, executable);
try {
  await using pulse = await PulseServer.start();
  const { XDG_RUNTIME_DIR: _, ...sound } = pulse.env;
  const { kills, complaints } = await killings({
    ...{ executable, sound, hasDoctor: true, count, seed },
    onRound: (nth, { victim, moment, when, outputs, translates, spawns }, { doing, complaints }) => {
      const how = `${outputs.join("+")}${translates ? ", translating" : ""}${spawns ? ", --spawn" : ""}`;
      const seconds = Math.round((performance.now() - startedAt) / 1000);
      const verdict = complaints.length === 0 ? "ok" : `WRONG\n    ${complaints.join("\n    ")}`;
      console.log(
        `${nth} of ${count}, ${seconds} s: ${victim}, ${moment} ${when.toFixed(2)} (${how}), clients ${doing}: ${verdict}`,
      );
    },
  });
  console.log(JSON.stringify({ seed, kills, complaints: complaints.length }));
  console.log(complaints.length === 0 ? "nothing was lost" : "SOMETHING IS WRONG");
  process.exitCode = complaints.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
