import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { socketPath } from "../../../src/service/folder.ts";
import { HookRequest } from "../../../src/service/hook_messages.ts";
import { handOver } from "../../../src/service/hooks/hand_over.ts";
import { Listener } from "../../../src/service/listener.ts";
import { encodeFrame } from "../../../src/workers/frames.ts";
import { NotedReception } from "../reception.ts";

const STOP =
  '{"hook_event_name": "Stop", "session_id": "s", "last_assistant_message": "Secret words — ü."}\n';
const LIMIT_MS = 60_000;

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "hook-"));
  folder = join(root, "stream-tts-bun-service");
});
afterEach(() => rmSync(root, { recursive: true }));

/** Runs the program as Claude Code does. */
async function runHook(
  stdin: string | Uint8Array | null,
  args: string[] = [],
  env: Record<string, string> = {},
) {
  const main = join(import.meta.dir, "../../../src/main.ts");
  const child = Bun.spawn([process.execPath, main, "hook", ...args], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, XDG_RUNTIME_DIR: root, XDG_CACHE_HOME: root, XDG_STATE_HOME: root, ...env },
    timeout: LIMIT_MS,
  });
  if (stdin !== null) {
    child.stdin.write(stdin);
    await child.stdin.end();
  }
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  const log = await Bun.file(join(root, "stream-tts-bun", "hook.log"))
    .text()
    .catch(() => "");
  return { code: await child.exited, stdout, stderr, log };
}

const SILENT = { code: 0, stdout: "", stderr: "" };

/** A service that gives this answer to an object; none without it. */
class HookService extends NotedReception implements Disposable {
  readonly objects: { message: HookRequest; text: string }[] = [];
  readonly listener: Listener;

  constructor(answer: object | null = { event: "taken" }) {
    super();
    this.onTaken = (connection) =>
      connection.receive(HookRequest, (message, body) => {
        this.objects.push({ message, text: new TextDecoder().decode(body) });
        if (answer !== null) connection.send(answer);
      });
    this.listener = Listener.open(folder, this);
  }

  [Symbol.dispose](): void {
    this.listener.close();
  }
}

describe("a hook with a service", () => {
  test("hands its object over as it came, with the time of its start", async () => {
    using service = new HookService();
    const earliest = Date.now();
    expect(await runHook(STOP)).toMatchObject({ ...SILENT, log: "" });
    expect(service.clients.map(({ hello }) => [hello.role, hello.sounds])).toEqual([["hook", false]]);
    expect(service.objects.map(({ text }) => text)).toEqual([STOP]);
    const [taken] = service.objects;
    if (taken?.message.op !== "hook") throw new Error("no hook came");
    expect(taken.message.startedAt).toBeGreaterThanOrEqual(earliest - 1);
    expect(taken.message.startedAt).toBeLessThanOrEqual(Date.now());
  });

  test("hands over as much as a frame holds", async () => {
    using service = new HookService();
    const frame = `{"a":"${"x".repeat((8 << 20) - 8)}"}`;
    expect(frame.length).toBe(8 << 20);
    expect(await runHook(frame)).toMatchObject({ ...SILENT, log: "" });
    expect(service.objects.map(({ text }) => text === frame)).toEqual([true]);
  });

  test("does so in spite of a flag that there is not, and tells it in the log", async () => {
    using service = new HookService();
    expect(await runHook(STOP, ["--frob"])).toMatchObject({
      ...SILENT,
      log: expect.stringContaining("--frob"),
    });
    expect(service.objects).toHaveLength(1);
  });
});

describe("a hook that cannot hand over is silent, ends with 0, and tells one line in the log", () => {
  const unheard: [what: string, code: string, service: () => Disposable][] = [
    ["without a service", "SERVICE_MISSING", () => ({ [Symbol.dispose]: () => {} })],
    ["where its folder is open to others", "SERVICE_FOLDER", withWrongFolder],
    ["where the service refuses it", "SERVICE_REFUSED", withRefusal],
    ["where the service does not take it", "SERVICE_REFUSED", () => new HookService(NOT_TAKEN)],
    ["where something else listens", "SERVICE_UNSUITABLE", () => withSocket((socket) => socket.write(ODD))],
    // So early an end may already fail in the connecting, which then finds nobody.
    [
      "where the service ends at once",
      "SERVICE_(?:LOST|MISSING)",
      () => withSocket((socket) => socket.end()),
    ],
    ["where the service ends before it took it", "SERVICE_LOST", withSuddenEnd],
  ];
  test.each(unheard)(
    "%s",
    async (_, code, start) => {
      using _service = start();
      const { log, ...rest } = await runHook(STOP);
      expect(rest).toEqual(SILENT);
      expect(log).toMatch(new RegExp(`^\\S+Z \\d+ Stop: ${code}: [^\\n]+\\n$`));
    },
    LIMIT_MS,
  );

  const useless: [what: string, stdin: string | Uint8Array, why: string][] = [
    ["nothing", "", "no JSON object"],
    ["broken JSON", '{"hook_event_name": "Secret', "no JSON object"],
    ["an array", '["Secret"]', "no JSON object"],
    ["bytes that are no UTF-8", new Uint8Array([0x7b, 0xff, 0x7d]), "no JSON object"],
    ["too much", `{"a":"${"x".repeat(8 << 20)}"}`, "8388616 bytes"],
  ];
  test.each(useless)("of %s on stdin", async (_, stdin, why) => {
    using service = new HookService();
    const { log, ...rest } = await runHook(stdin);
    expect(rest).toEqual(SILENT);
    expect(log).toContain(why);
    expect(log).not.toContain("Secret");
    expect(log.split("\n")).toHaveLength(2);
    expect(service.clients).toEqual([]);
  });

  test(
    "of a stdin that never ends",
    async () => {
      expect(await runHook(null)).toMatchObject({
        ...SILENT,
        log: expect.stringContaining("did not end within 5 s"),
      });
    },
    LIMIT_MS,
  );

  test("where it cannot be kept from the network as it was told to", async () => {
    using service = new HookService();
    const outcome = await runHook(STOP, [], { STREAM_TTS_OFFLINE: "perhaps" });
    expect(outcome).toMatchObject({ ...SILENT, log: expect.stringContaining("STREAM_TTS_OFFLINE") });
    expect(service.clients).toEqual([]);
  });

  test("where there can be no log", async () => {
    expect(await runHook("", [], { XDG_STATE_HOME: "/dev/null" })).toMatchObject(SILENT);
  });
});

describe("a service that hangs is not waited for for ever", () => {
  const hanging: [what: string, service: () => Disposable][] = [
    ["before its hello", () => withSocket(() => {})],
    ["behind it", () => new HookService(null)],
  ];
  test.each(hanging)("%s", async (_, start) => {
    const before = process.env.XDG_RUNTIME_DIR;
    process.env.XDG_RUNTIME_DIR = root;
    try {
      using _service = start();
      const outcome = handOver(new TextEncoder().encode(STOP), Date.now(), 300);
      await expect(outcome).rejects.toMatchObject({
        code: "SERVICE_SILENT",
        message: expect.stringContaining("0.3 s"),
      });
    } finally {
      if (before === undefined) delete process.env.XDG_RUNTIME_DIR;
      else process.env.XDG_RUNTIME_DIR = before;
    }
  });
});

test("its help is for people", async () => {
  const { code, stdout, log } = await runHook("", ["--help"]);
  expect({ code, log }).toEqual({ code: 0, log: "" });
  expect(stdout).toContain("hook install");
});

const NOT_TAKEN: object = { event: "failed", what: "no", why: "not now", fix: "wait" };
const ODD = encodeFrame({ event: "greetings" });

function withWrongFolder(): Disposable {
  const service = new HookService();
  chmodSync(folder, 0o755);
  return service;
}

function withSuddenEnd(): Disposable {
  const service = new HookService();
  service.onTaken = (connection) => connection.receive(HookRequest, () => connection.close());
  return service;
}

function withRefusal(): Disposable {
  const service = new HookService();
  service.answer = { event: "refused", why: "it is full" };
  return service;
}

/** Something at the socket that is no service of ours. */
function withSocket(onOpen: (socket: Bun.Socket) => void): Disposable {
  const path = socketPath(folder);
  mkdirSync(dirname(path), { mode: 0o700 });
  const listener = Bun.listen({ unix: path, socket: { open: onOpen, data: () => {} } });
  return { [Symbol.dispose]: () => listener.stop(true) };
}
