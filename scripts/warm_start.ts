import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { z } from "zod";
import { hundredths, tenths } from "../src/bench/figures.ts";
import { percentile } from "../src/percentile.ts";
import { reportFailure } from "./setup/failure.ts";
import { RunningService, ServicePlace } from "./testing/running_service.ts";
import { scriptOptions } from "./testing/script_options.ts";
import { SpokenBy } from "./testing/spoken_by.ts";
import { firstPcmOfNewPipe, hookWall, versionWall } from "./testing/warm_start.ts";

const USAGE = "scripts/warm_start.sh [--model NAME|PATH] [--rounds N] [--hooks N]";

/**
 * With one service, in turns: a line in a pipe that
 * has been running (received → first PCM), the same line in a new pipe (process start → first PCM), and the executable's bare
 * start (`--version`); then hooks, with the service up and down. Prints JSON; medians in ms.
 */
const Options = z.object({
  model: z.string().default("qwen2.5-coder-1.5b-instruct-q4_k_m"),
  rounds: z.coerce.number().int().min(1).default(3),
  hooks: z.coerce.number().int().min(1).default(50),
});

/** None is in the table of frequent sentences, which need no model. */
const LINES = [
  "The parser keeps the last line until it is whole.",
  "I moved the retry logic into its own module and added a test for it.",
  "Two of the tests fail because the fixture no longer matches the schema.",
  "The cache was never cleared, so the old value came back.",
  "You can start the server with a smaller buffer now.",
];

/** What a new pipe may take, as a multiple of the running one's time, besides the bare start. */
const ALLOWED = 1.15;

/** Longer than the rest of a sentence takes, also one that is translated twice: the new pipe shall find the model idle. */
const PAUSE_MS = 5000;

const median = (values: readonly number[]) => percentile(values, 0.5) ?? Number.NaN;

try {
  const { model, rounds, hooks } = scriptOptions(
    USAGE,
    Options,
    () =>
      parseArgs({
        options: { model: { type: "string" }, rounds: { type: "string" }, hooks: { type: "string" } },
      }).values,
  );
  const pipes: { line: string; running: number; started: number; version: number }[] = [];
  const up: number[] = [];
  const bare: number[] = [];
  const down: number[] = [];
  {
    using service = await RunningService.start(["--model", model, "--output", "null"]);
    using running = new SpokenBy(["--model", model], service.env);
    await running.ready();
    for (const line of LINES) {
      const times = { running: [] as number[], started: [] as number[], version: [] as number[] };
      for (let round = 0; round < rounds; round++) {
        times.running.push((await running.speak(line)).latency);
        await Bun.sleep(PAUSE_MS);
        times.started.push(await firstPcmOfNewPipe(line, service.env));
        times.version.push(await versionWall());
      }
      pipes.push({
        line,
        running: median(times.running),
        started: median(times.started),
        version: median(times.version),
      });
      process.stderr.write(`${pipes.length} of ${LINES.length} lines\n`);
    }
    for (let n = 0; n < hooks; n++) {
      bare.push(await versionWall());
      up.push(await hookWall(n, service.env));
    }
  }
  using nobody = new ServicePlace();
  for (let n = 0; n < hooks; n++) {
    bare.push(await versionWall());
    down.push(await hookWall(n, nobody.env));
  }
  const report = {
    pipes: pipes.map(({ line, running, started, version }) => ({
      line,
      running_ms: tenths(running),
      started_ms: tenths(started),
      version_ms: tenths(version),
      of_allowed: hundredths(started / (ALLOWED * running + version)),
    })),
    hook: {
      version_ms: tenths(median(bare)),
      up_ms: tenths(median(up)),
      down_ms: tenths(median(down)),
    },
    load: loadavg().map(hundredths),
  };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
} catch (error) {
  reportFailure(error);
}
