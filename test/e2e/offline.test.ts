import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { EXECUTABLE } from "../../scripts/executable.ts";
import { PulseServer } from "../../scripts/testing/pulse.ts";
import { family } from "../../scripts/testing/resident.ts";
import { assistant, LIMIT_MS, Program, SMALL_MODEL, translations } from "./program.ts";

/** `--offline`: no socket but those of this machine, as the kernel saw it, and in a network namespace without a network. */
setDefaultTimeout(LIMIT_MS);

const SENTENCE = "The tests were slow today.";
/** Another number of threads rounds differently, and a near tie of two tokens then falls out differently. */
const SPEAK = ["--model", SMALL_MODEL, "--threads", "2"];
const TRACED = "trace=network,io_uring_setup";
const ALONE = ["unshare", "--map-root-user", "--net"];

let server: PulseServer;
beforeAll(async () => {
  server = await PulseServer.start();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

/** Calls that make a socket or reach for an address, and the families that they name, of all processes and threads. */
function socketCalls(log: string): { call: string; family: string }[] {
  return readFileSync(log, "utf8")
    .split("\n")
    .flatMap((line) => {
      const [, call, rest] =
        /\b(socket|socketpair|connect|bind|sendto|sendmsg|io_uring_setup)\((.*)/.exec(line) ?? [];
      if (call === undefined || rest === undefined) return [];
      const isWithoutAddress = call.startsWith("send") && !rest.includes("sa_family");
      return isWithoutAddress ? [] : [{ call, family: /\b[AP]F_\w+/.exec(rest)?.[0] ?? `none: ${line}` }];
    });
}

/** Speaks a sentence under strace. */
async function traced(args: string[], env: Record<string, string> = {}) {
  using log = new Program([]);
  const path = join(log.folder, "calls");
  using program = new Program(["strace", "-f", "-qq", "-e", TRACED, "-o", path, EXECUTABLE]);
  const run = await program.run([...args, "--trace", program.tracePath], assistant(SENTENCE), env);
  return { ...run, ja: translations(program), events: program.trace(), calls: socketCalls(path) };
}

const familiesOf = (calls: { family: string }[]) => new Set(calls.map(({ family }) => family));

describe("a spoken session with --offline, under strace", () => {
  test("strace sees a reach for the network, where there is one", async () => {
    using program = new Program([]);
    const path = join(program.folder, "calls");
    const reach = "exec 3<>/dev/tcp/127.0.0.1/1";
    Bun.spawnSync(["strace", "-f", "-qq", "-e", TRACED, "-o", path, "bash", "-c", reach], {
      stderr: "ignore",
    });
    const calls = socketCalls(path);
    expect(calls).toContainEqual({ call: "socket", family: "AF_INET" });
    expect(calls).toContainEqual({ call: "connect", family: "AF_INET" });
  });

  test("on a device: the sound server's Unix socket, and no other kind", async () => {
    await using recording = await server.record();
    const { code, stderr, calls, events } = await traced([...SPEAK, "--offline"], server.env);
    await recording.more(200);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(events.some(({ event }) => event === "played")).toBe(true);
    expect(recording.samples().some((sample) => Math.abs(sample) > 1000)).toBe(true);
    expect(calls.some(({ call }) => call === "connect")).toBe(true);
    expect(familiesOf(calls)).toEqual(new Set(["AF_UNIX"]));
  });

  test("into a file: nothing is connected at all, and what is said is what is always said", async () => {
    using plain = new Program();
    await plain.run([...SPEAK, "--output", plain.wav], assistant(SENTENCE));
    using folder = new Program([]);
    const wav = join(folder.folder, "out.wav");
    const { code, ja, calls } = await traced([...SPEAK, "--offline", "--output", wav]);
    expect(code).toBe(0);
    expect(ja).toEqual(translations(plain));
    expect(ja.join("")).not.toBe("");
    expect(calls.filter(({ call }) => call === "connect")).toEqual([]);
    expect(familiesOf(calls)).toEqual(new Set(["AF_UNIX"]));
  });

  test("by the environment, for translate", async () => {
    using log = new Program([]);
    const path = join(log.folder, "calls");
    using program = new Program(["strace", "-f", "-qq", "-e", TRACED, "-o", path, EXECUTABLE]);
    const { code, stdout } = await program.run(["translate", ...SPEAK], assistant(SENTENCE), {
      STREAM_TTS_OFFLINE: "1",
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ id: 0, en: SENTENCE });
    expect(familiesOf(socketCalls(path))).toEqual(new Set(["AF_UNIX"]));
  });
});

describe("in a network namespace without interfaces", () => {
  test("there is nothing to reach", () => {
    const { stdout } = Bun.spawnSync([...ALONE, "cat", "/proc/net/dev", "/proc/net/route"]);
    const interfaces = stdout.toString().match(/^\s*[\w.-]+:/gm);
    expect(interfaces?.map((one) => one.trim())).toEqual(["lo:"]);
  });

  test("the same is spoken, into a file and on a device", async () => {
    using outside = new Program();
    await outside.run([...SPEAK, "--output", outside.wav], assistant(SENTENCE));
    using inside = new Program([...ALONE, EXECUTABLE]);
    const { code, stderr } = await inside.run(
      [...SPEAK, "--offline", "--output", inside.wav],
      assistant(SENTENCE),
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(translations(inside)).toEqual(translations(outside));
    expect(inside.samples().some((sample) => Math.abs(sample) > 3000)).toBe(true);

    using playing = new Program([...ALONE, EXECUTABLE]);
    const played = await playing.run([...SPEAK, "--offline"], assistant(SENTENCE), server.env);
    expect({ code: played.code, stderr: played.stderr }).toEqual({ code: 0, stderr: "" });
    expect(translations(playing)).toEqual(translations(outside));
    expect(playing.events("played").length).toBeGreaterThan(0);
  });
});

describe("the guarantee bites", () => {
  test("main process, workers and all their threads bear the filter, and cannot gain privileges", async () => {
    using program = new Program();
    const child = program.start([...SPEAK, "--offline", "--output", program.wav]);
    await program.until((trace) => trace.some(({ event }) => event === "ready"));
    const processes = family(child.pid);
    expect(processes.length).toBe(3);
    for (const pid of processes)
      for (const thread of new Bun.Glob("*").scanSync({ cwd: `/proc/${pid}/task`, onlyFiles: false }))
        expect(readFileSync(`/proc/${pid}/task/${thread}/status`, "utf8")).toMatch(
          /^NoNewPrivs:\t1\nSeccomp:\t2\n/m,
        );
    child.stdin.end();
    expect(await child.exited).toBe(0);
  });

  test("a sound server at the other end of TCP plays without --offline, and not with it", async () => {
    const port = await freePort();
    await server.listenOnTcp(port);
    const env = { ...server.env, PULSE_SERVER: `tcp:127.0.0.1:${port}` };
    const flags = ["--no-translate", "--voice", "echo"];
    using without = new Program();
    expect((await without.run(flags, "一つ。\n", env)).code).toBe(0);
    using program = new Program();
    const { code, stderr } = await program.run([...flags, "--offline"], "一つ。\n", env);
    expect(code).toBe(1);
    expect(stderr).toMatch(/\(DEVICE_\w+\)/);
  });

  test("a debugger's socket, which Bun opens before any line of ours, is not tolerated", async () => {
    using program = new Program();
    const { code, stderr, stdout } = await program.run(["--dry-run", "--offline"], "One.\n", {
      BUN_INSPECT: "ws://127.0.0.1:0/debugger",
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("(OFFLINE_UNENFORCEABLE)");
  });

  test.each<[string, string[], Record<string, string>]>([
    ["--translator with --offline", ["--offline", "--translator", "http://127.0.0.1:1/v1"], {}],
    [
      "--translator with the variable",
      ["--translator", "http://127.0.0.1:1/v1"],
      { STREAM_TTS_OFFLINE: "1" },
    ],
    ["a variable that says neither yes nor no", ["--dry-run"], { STREAM_TTS_OFFLINE: "maybe" }],
  ])("%s is wrong usage", async (_, args, env) => {
    using program = new Program();
    const { code, stderr, stdout } = await program.run(args, "One.\n", env);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("(USAGE)");
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
