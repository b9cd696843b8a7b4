import { locateModel } from "../src/models/locate.ts";
import { attack } from "./testing/hostile_models.ts";

/**
 * `bun scripts/hostile_models.ts [FILES] [LOADED] [SEED]`: damaged models through `verify`, and so many of those that
 * pass through libllama. Prints one JSON object; fails when one of them ends with anything but a clear error.
 */
const [first = "2000", loaded = first, seed = "8"] = process.argv.slice(2);
if (first === "worker") {
  // The workers of this process are started with its own script.
  await import("../src/main.ts");
} else {
  const files = Number(first);
  const started = performance.now();
  const result = await attack({
    model: locateModel("qwen2.5-coder-0.5b-instruct-q4_k_m").path,
    ...{ count: files, loaded: Number(loaded), seed: Number(seed) },
    onProgress: (done) => {
      if (done % 100 === 0) console.error(`${done} of ${files} files`);
    },
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(JSON.stringify({ files, seed: Number(seed), ...result, seconds }));
  process.exitCode = result.faults.length === 0 ? 0 : 1;
}
