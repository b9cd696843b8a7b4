import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync } from "node:fs";
import { dirname, join } from "node:path";
import { hello, Lies, lieOften } from "../../scripts/testing/malformed.ts";
import { resourcesOf } from "../../scripts/testing/resources.ts";
import { RunningService } from "../../scripts/testing/running_service.ts";
import { within } from "../../scripts/testing/within.ts";
import { FrameReader } from "../../src/workers/frames.ts";
import { heard } from "./echo.ts";
import { assistant, LIMIT_MS, Program } from "./program.ts";

setDefaultTimeout(LIMIT_MS);

const ECHO = ["--no-translate", "--voice", "echo"];
const LIES = 10_000;
/** The heap of the runtime grows to its working size with as many before. */
const WARM_LIES = 20_000;
/** Ends a hang. */
const CLOSING_MS = 10_000;
const NOBODY = 65534;

let service: RunningService;
let socket: string;
beforeEach(async () => {
  service = await RunningService.start([...ECHO, "--output", "null"]);
  socket = join(service.runtime, "stream-tts-bun-service", "socket");
});
afterEach(() => service[Symbol.dispose]());

async function status() {
  const told = await service.status();
  if (told === null) throw new Error(`the service is gone: ${service.stderr}`);
  return told;
}

test("10,000 malformed clients: the service lives, holds no more than before, and others speak on undisturbed", async () => {
  const { pid } = await status();
  using program = new Program();
  const pipe = program.start([...ECHO, "--server", "require", "--output", program.wav], service.env);
  const said: string[] = [];
  const speak = async (sentence: string) => {
    said.push(sentence);
    pipe.stdin.write(assistant(sentence));
    pipe.stdin.flush();
    await program.until((trace) => trace.filter(({ event }) => event === "audio").length === said.length);
  };
  await speak("一番目の文です。");
  const lies = new Lies();
  await lieOften(socket, lies, 0, WARM_LIES);
  await speak("二番目の文です。");
  const { malformed, refused } = await status();
  const before = resourcesOf(pid);
  const told = await lieOften(socket, lies, WARM_LIES, WARM_LIES + LIES);
  await speak("三番目の文です。");
  const { sessions, ...counts } = await status();
  const after = resourcesOf(pid);
  expect(told.malformed).toBeGreaterThan(LIES * 0.7);
  expect(counts).toMatchObject({
    malformed: malformed + told.malformed,
    refused: refused + told.refused,
  });
  // Of those that said hello before they lied, none is left.
  expect(sessions).toEqual([expect.objectContaining({ pid: pipe.pid, spoken: 3 })]);
  // The connection of who has just asked for the status may not be closed yet, now or before.
  const isAsBefore = () => resourcesOf(pid).descriptors <= before.descriptors;
  expect(await within(CLOSING_MS, isAsBefore)).toBe(true);
  // The runtime starts and ends threads of its own.
  expect(after.threads).toBeLessThan(before.threads + 8);
  // Full collections are rare, so that memory rises and falls by 15 %; 4 KB a client would be 30 %.
  expect(after.bytes / before.bytes).toBeLessThan(1.25);
  pipe.stdin.end();
  expect(await pipe.exited).toBe(0);
  expect(heard(program.samples())).toBe(said.join(""));
  // More than a few are only counted.
  expect(service.stderr.split("\n").length).toBeLessThan(60);
  expect(service.stderr).not.toContain("unexpected");
});

/** Connects as the user nobody, says hello, and gives what was answered. */
async function answerToNobody(): Promise<unknown> {
  // The executables of the test may not be nobody's to run, so a process that runs becomes nobody.
  const program = `
const bytes = Buffer.from(process.argv[1], "base64");
process.setgroups([]);
process.setgid(${NOBODY});
process.setuid(${NOBODY});
await Bun.connect({
  unix: process.argv[2],
  socket: {
    open: (socket) => void socket.write(bytes),
    data: (socket, chunk) => { process.stdout.write(chunk); socket.end(); },
    close: () => process.exit(0),
  },
});`;
  const words = Buffer.from(hello("control")).toString("base64");
  const child = Bun.spawn([process.execPath, "-e", program, words, socket], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new FrameReader().push(await child.stdout.bytes())[0]?.header;
}

test.skipIf(process.geteuid?.() !== 0)(
  "another user is refused, though the folders were opened to all",
  async () => {
    const folder = dirname(socket);
    const folders = [dirname(service.runtime), service.runtime, folder];
    for (const path of [...folders, socket]) chmodSync(path, 0o777);
    const why = "this service is for user 0, not for user 65534";
    expect(await answerToNobody()).toEqual({ event: "refused", why });
    // Nor does a client of ours trust a folder that others may enter.
    const { code, stderr } = await service.run(["ctl", "pause"]);
    expect(code).toBe(1);
    expect(stderr).toContain("(SERVICE_FOLDER)");
    chmodSync(folder, 0o700);
    expect(await status()).toMatchObject({ refused: 1, malformed: 0, sessions: [] });
    expect(service.stderr).toContain(`a client was turned away: ${why}`);
  },
);
