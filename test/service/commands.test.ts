import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { perform } from "../../src/doctor/check.ts";
import { serviceCheck } from "../../src/doctor/service.ts";
import { processEnded } from "../../src/service/process_end.ts";
import { managerOf } from "../../src/service/units/install.ts";
import { thisPlace } from "../../src/service/units/place.ts";
import { OwnFolders } from "./answering.ts";

const LIMIT_MS = 30_000;

let folders: OwnFolders;
let service: ReturnType<typeof spawn> | null = null;
beforeEach(() => {
  folders = new OwnFolders();
});
afterEach(() => {
  service?.kill("SIGKILL");
  service = null;
  folders[Symbol.dispose]();
});

const spawn = (...words: string[]) =>
  Bun.spawn([process.execPath, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...folders.environment },
    timeout: LIMIT_MS,
  });

/** Runs this program. */
async function run(...args: string[]) {
  const child = spawn(join(import.meta.dir, "../../src/main.ts"), ...args);
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { code: await child.exited, stdout, stderr };
}

async function startService(...args: string[]) {
  service = spawn(join(import.meta.dir, "little_service.ts"), ...args);
  for await (const _ of service.stdout) return service;
  throw new Error(await service.stderr.text());
}

describe("status", () => {
  test("of no service is told in one line, and as JSON", async () => {
    const { code, stdout, stderr } = await run("status");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^stream-tts-bun: no service is running; .*stream-tts-bun serve.*--spawn\n$/);
    const json = await run("status", "--json");
    expect(json).toEqual({ code: 1, stdout: '{"running":false}\n', stderr: "" });
  });

  test("of a service is told for people, and as JSON", async () => {
    const { pid } = await startService("1.2.3");
    const { code, stdout, stderr } = await run("status");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toStartWith(`running: process ${pid}, version 1.2.3, for 2 h 5 min\n`);
    const json = await run("status", "--json");
    expect(json.code).toBe(0);
    expect(JSON.parse(json.stdout)).toMatchObject({ running: true, pid, sessions: [] });
  });
});

describe("stop", () => {
  test("has nothing to do without a service", async () => {
    expect(await run("stop")).toEqual({
      ...{ code: 0, stdout: "", stderr: "stream-tts-bun: no service was running\n" },
    });
  });

  test("returns when the service's process is gone", async () => {
    const { pid, exited } = await startService("1.2.3");
    expect(await run("stop")).toEqual({
      ...{ code: 0, stdout: "", stderr: `stream-tts-bun: the service (process ${pid}) has ended\n` },
    });
    expect(await exited).toBe(0);
  });

  test(
    "tells of a service that says it ends and does not",
    async () => {
      const { pid } = await startService("1.2.3", "stubborn");
      const { code, stderr } = await run("stop");
      expect(code).toBe(1);
      expect(stderr).toContain("(SERVICE_SILENT)");
      expect(stderr).toContain(`fix: kill ${pid}\n`);
    },
    LIMIT_MS,
  );
});

describe("the doctor's check", () => {
  const check = () => perform(serviceCheck);

  test("needs no service", async () => {
    expect(await check()).toEqual({
      ...{ state: "ok", what: "none; stream-tts-bun serve or --spawn starts one", fix: "" },
    });
  });

  test("is content with a service of this version", async () => {
    const { pid } = await startService(manifest.version);
    expect(await check()).toEqual({
      ...{ state: "ok", what: `process ${pid}, version ${manifest.version}, without a model`, fix: "" },
    });
  });

  test("has one of another version started anew", async () => {
    await startService("0.0.1");
    const { state, what, fix } = await check();
    expect({ state, fix }).toEqual({ state: "warning", fix: "restart it: stream-tts-bun stop" });
    expect(what).toEndWith(`; this is ${manifest.version}`);
  });

  test("finds a folder that others may enter", async () => {
    const folder = join(folders.path, "stream-tts-bun-service");
    mkdirSync(folder, { mode: 0o755 });
    expect(await check()).toMatchObject({ state: "failed", fix: `chmod 700 ${folder}` });
  });

  test("finds a service that does not answer", async () => {
    const { pid } = await startService("1.2.3");
    process.kill(pid, "SIGSTOP");
    expect(await check()).toMatchObject({
      state: "failed",
      what: expect.stringContaining("does not answer"),
    });
  });

  test("finds a unit whose program is gone", async () => {
    const { file, render } = unit();
    mkdirSync(dirname(file.path), { recursive: true });
    writeFileSync(file.path, render);
    const { state, what, fix } = await check();
    expect(state).toBe("failed");
    expect(what).toBe(`${file.path} starts /no/such/program, which is not there`);
    expect(fix).toContain("stream-tts-bun serve --install");
  });

  const unit = () => {
    const manager = managerOf(thisPlace());
    return {
      file: manager.file,
      render: manager.render({ command: ["/no/such/program", "serve"], environment: {} }),
    };
  };
});

describe("the end of a process", () => {
  test("is not seen while it runs", async () => {
    expect(await processEnded(process.pid, 30)).toBe(false);
  });

  test("is seen although nobody asks for what it ended with", async () => {
    // The shell starts `true`, tells its id, and becomes a program that never waits for it.
    const parent = Bun.spawn(["/bin/sh", "-c", "/bin/true & echo $!; exec /bin/sleep 30"], {
      stdout: "pipe",
    });
    try {
      for await (const chunk of parent.stdout) {
        expect(await processEnded(Number(Buffer.from(chunk).toString()), LIMIT_MS)).toBe(true);
        break;
      }
    } finally {
      parent.kill("SIGKILL");
    }
  });

  test("is not waited for when one does not want to any more", async () => {
    const gone = AbortSignal.abort(new Error("enough"));
    await expect(processEnded(process.pid, LIMIT_MS, gone)).rejects.toThrow("enough");
  });
});
