import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Subprocess } from "bun";
import { FileServer } from "../../fetch/http/file_server.ts";
import { Environment } from "./environment.ts";
import { modelBytes } from "./models.ts";

setDefaultTimeout(120_000);

const MAIN = join(import.meta.dir, "..", "..", "..", "src", "main.ts");
const WORD = "Org/Model-GGUF/m.gguf";
/** More than is fetched between two notes in the journal, which a run that was killed goes on from. */
const FILE = modelBytes(40_000_000, 11);
const NOTED = 32 * 1024 * 1024;

let environment: Environment;
let server: FileServer;
let target: string;
let running: Subprocess[];
beforeEach(async () => {
  environment = new Environment();
  server = await FileServer.listen(FILE);
  environment.set({ HF_ENDPOINT: server.address() });
  target = join(environment.models, "Org_Model-GGUF_m.gguf");
  running = [];
});
afterEach(async () => {
  for (const child of running) child.kill("SIGKILL");
  await server[Symbol.asyncDispose]();
  environment[Symbol.dispose]();
});

/** Starts `models pull` in a process of its own. */
function start(command = [process.execPath, MAIN, "models", "pull", WORD]) {
  const child = Bun.spawn(command, {
    ...{ stdin: "ignore", stdout: "pipe", stderr: "pipe" },
    ...{ cwd: environment.home, env: environment.variables },
  });
  running.push(child);
  const lines: string[] = [];
  const read = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of child.stderr) lines.push(decoder.decode(chunk));
  })();
  const ended = (async () => {
    const [stdout, code] = await Promise.all([new Response(child.stdout).text(), child.exited, read]);
    return { stdout, code, stderr: lines.join("") };
  })();
  return { child, ended, stderr: () => lines.join("") };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await Bun.sleep(5);
}

/** Bytes that the journal says are on the disk. */
function noted(): number {
  try {
    const { ranges }: { ranges: [number, number][] } = JSON.parse(
      readFileSync(`${target}.partial.json`, "utf8"),
    );
    return ranges.reduce((sum, [start, end]) => sum + end - start, 0);
  } catch {
    return 0;
  }
}

const isExact = () => existsSync(target) && readFileSync(target).equals(FILE);

describe("a pull", () => {
  test("prints the path and nothing else on stdout", async () => {
    expect(await start().ended).toMatchObject({ code: 0, stdout: `${target}\n` });
    expect(isExact()).toBe(true);
  });

  test("that is killed (-9) in the middle is taken up where its journal stands", async () => {
    server.fault = (_, gets) => (gets === 0 ? { stallAfter: 36_000_000 } : null);
    const { child, ended } = start();
    await until(() => noted() >= NOTED);
    child.kill("SIGKILL");
    expect((await ended).code).not.toBe(0);
    expect(existsSync(target)).toBe(false);
    const kept = noted();
    expect(await start().ended).toMatchObject({ code: 0 });
    expect(isExact()).toBe(true);
    expect(server.ranges).toEqual([
      [0, FILE.length],
      [kept, FILE.length],
    ]);
  });

  test("after Ctrl-C keeps what has come, says how to go on, and exits with 130", async () => {
    server.fault = (_, gets) => (gets === 0 ? { stallAfter: 20_000_000 } : null);
    const { child, ended } = start();
    await until(() => noted() > 0);
    child.kill("SIGINT");
    const { code, stdout, stderr } = await ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
    expect(stderr).toContain("run the same command again to go on");
    // What came after the last note is noted, too.
    expect(noted()).toBeGreaterThan(16 * 1024 * 1024);
    const kept = noted();
    expect(await start().ended).toMatchObject({ code: 0 });
    expect(isExact()).toBe(true);
    expect(server.ranges.at(-1)).toEqual([kept, FILE.length]);
  });

  test("beside another one of the same model waits, says so, and finds the file: each byte is sent once", async () => {
    let open = () => {};
    server.gate = new Promise((resolve) => {
      open = resolve;
    });
    const first = start();
    await until(() => server.seen.length > 0);
    const second = start();
    await until(() => second.stderr().includes("another process is fetching"));
    open();
    for (const { ended } of [first, second])
      expect(await ended).toMatchObject({ code: 0, stdout: `${target}\n` });
    expect(isExact()).toBe(true);
    expect(new Set(server.sent)).toEqual(new Set([1]));
    expect(server.seen.filter(({ method }) => method === "HEAD").length).toBe(1);
  });

  test("beside another one that is killed goes on in its place", async () => {
    server.fault = (_, gets) => (gets === 0 ? { stallAfter: 36_000_000 } : null);
    const first = start();
    await until(() => noted() >= NOTED);
    const second = start();
    await until(() => second.stderr().includes("another process is fetching"));
    first.child.kill("SIGKILL");
    expect(await second.ended).toMatchObject({ code: 0 });
    expect(isExact()).toBe(true);
    expect(server.ranges.at(-1)?.[0]).toBeGreaterThanOrEqual(NOTED);
  });

  test("that may write no file so large ends with a clear error", async () => {
    // bash counts in units of 1024 bytes. Who ignores the signal gets the error.
    const limited = `trap '' XFSZ; ulimit -f 20000; exec "$@"`;
    const command = ["bash", "-c", limited, "bash", process.execPath, MAIN, "models", "pull", WORD];
    const { code, stdout, stderr } = await start(command).ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("(DISK_FULL)");
    expect(stderr).toMatch(/^ {2}fix: free some space/m);
    expect(readdirSync(environment.models)).not.toContain("Org_Model-GGUF_m.gguf");
  });

  test.each([
    ["llama.cpp's cache on a Mac", "Library/Caches/llama.cpp/Org_Model-GGUF_m.gguf"],
    ["the Hugging Face cache", "hub/models--Org--Model-GGUF/snapshots/0123/m.gguf"],
  ])("finds what lies in the home, in %s", async (_, place) => {
    environment.set({ HF_HUB_CACHE: "~/hub" });
    const path = join(environment.home, place);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, FILE);
    expect(await start().ended).toMatchObject({ code: 0, stdout: `${path}\n` });
    expect(server.seen).toEqual([]);
  });

  test("of a name that there is not is wrong usage", async () => {
    const { code, stderr } = await start([process.execPath, MAIN, "models", "pull", "qwen2.5-9b"]).ended;
    expect(code).toBe(2);
    expect(stderr).toContain("near it: qwen2.5-");
  });

  test("where it is offline opens no socket", async () => {
    environment.set({ STREAM_TTS_OFFLINE: "1" });
    const { code, stderr } = await start().ended;
    expect(code).toBe(2);
    expect(stderr).toContain("unset STREAM_TTS_OFFLINE");
    expect(server.seen).toEqual([]);
  });
});
