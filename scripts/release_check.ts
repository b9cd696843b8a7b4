import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { releaseFacts } from "./release/facts.ts";
import { HELP, type Wishes, wishesOf } from "./release_check/command_line.ts";
import type { Scene } from "./release_check/scene.ts";
import { STEPS } from "./release_check/steps.ts";
import { setupFailure } from "./setup/failure.ts";
import { answer, runSteps } from "./testing/steps/run_steps.ts";
import { perform } from "./testing/steps/step.ts";

/** Looks at a release as its users meet it, and writes one report. Started by release-check.sh. */

async function check({ steps, dist, output }: Wishes): Promise<number> {
  if (!existsSync(join(dist, "SHA256SUMS")))
    throw setupFailure("there is no release to look at", `${dist} has no SHA256SUMS`, "bun run release");
  const folder = mkdtempSync(join(tmpdir(), "release-check-"));
  const { version } = releaseFacts();
  const scene: Scene = { dist, version, folder, env: process.env };
  try {
    return await runSteps(steps, (step) => perform(step, scene), {
      output,
      title: "release-check",
      heading: [
        ["date", new Date().toISOString()],
        ["release", `stream-tts-bun ${version}`],
        ["machine", `${process.platform}-${process.arch}`],
      ],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await answer(() => wishesOf(process.argv.slice(2)), { help: HELP, steps: STEPS }, check);
