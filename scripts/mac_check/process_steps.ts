import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { processEnded } from "../../src/service/process_end.ts";
import { failed, passed, type Verdict } from "../testing/steps/step.ts";
import type { Transcript } from "../testing/steps/transcript.ts";
import { firstLine, judge, ownFolders } from "./program.ts";
import type { Scene, Step } from "./step.ts";

const SECOND = 1000;
const POLL_MS = 50;
const ENDS_MS = 15 * SECOND;
const TO_NOBODY = ["--no-translate", "--voice", "echo", "--output", "null"];

const Status = z.object({ memory_bytes: z.number().nullable(), voices: z.array(z.string()) });

/** What becomes of the program's processes. */
export const PROCESS_STEPS: readonly Step[] = [
  {
    name: "workers-end",
    shows: "That the processes of voice and model end when the program itself is killed",
    limitMs: 60 * SECOND,
    run: workersEnd,
  },
  {
    name: "service",
    shows: "That the resident service starts, is used, tells its memory, and ends",
    limitMs: 120 * SECOND,
    run: service,
  },
];

async function workersEnd(scene: Scene, transcript: Transcript): Promise<Verdict> {
  const child = Bun.spawn([scene.executable, "--server", "off", ...TO_NOBODY], {
    ...{ stdin: "pipe", stdout: "ignore", stderr: "ignore" },
    env: { ...scene.env, ...ownFolders(scene) },
  });
  try {
    child.stdin.write("あ。\n");
    child.stdin.flush();
    let workers: number[] = [];
    while (workers.length === 0) {
      if (child.exitCode !== null) return failed(`the program ended with status ${child.exitCode}`);
      await pause(POLL_MS);
      workers = await childrenOf(child.pid, transcript);
    }
    child.kill("SIGKILL");
    await child.exited;
    const ended = await Promise.all(workers.map((pid) => processEnded(pid, ENDS_MS)));
    return ended.every(Boolean)
      ? passed(`${workers.length} ended`)
      : failed(`of ${workers.length}, ${ended.filter((one) => !one).length} stayed`);
  } finally {
    child.kill("SIGKILL");
  }
}

/** POSIX's ps, which tells the same on both systems. */
async function childrenOf(parent: number, transcript: Transcript): Promise<number[]> {
  const { stdout } = await transcript.quietly(["ps", "-A", "-o", "pid=,ppid="]);
  return stdout.split("\n").flatMap((line) => {
    const [pid, ppid] = line.trim().split(/\s+/).map(Number);
    return pid !== undefined && ppid === parent ? [pid] : [];
  });
}

async function service(scene: Scene, transcript: Transcript): Promise<Verdict> {
  const env = ownFolders(scene);
  const run = (words: readonly string[], stdin = "") =>
    transcript.run([scene.executable, ...words], { stdin, env });
  try {
    const spoken = judge(await run(["--spawn", "--server", "require", ...TO_NOBODY], "あ。\n"), "");
    if (spoken.status !== "passed") return spoken;
    const asked = await run(["status", "--json"]);
    if (asked.status !== 0) return failed(firstLine(asked.stderr));
    const { memory_bytes, voices } = Status.parse(JSON.parse(asked.stdout));
    if (memory_bytes === null) return failed("it does not know how much memory it takes");
    return passed(`it has opened ${voices.join(", ")} and takes ${Math.round(memory_bytes / 1e6)} MB`);
  } finally {
    await run(["stop"]);
  }
}
