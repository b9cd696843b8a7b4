import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { RunningService } from "../../scripts/testing/running_service.ts";
import { LIMIT_MS, Program } from "./program.ts";

/** Whom `ctl` reaches: all sessions and those that come later, or the one that is named. */
setDefaultTimeout(LIMIT_MS);

const ECHO = ["--no-translate", "--voice", "echo", "--output", "null"];
/** Of a character of the echo voice at natural speed. */
const FRAMES = 960;

let service: RunningService;
beforeEach(async () => {
  service = await RunningService.start(ECHO);
});
afterEach(() => service[Symbol.dispose]());

/** A line of Claude Code's stream-json in a session of a name. */
function said(session: string, text: string): string {
  const message = { role: "assistant", content: [{ type: "text", text }] };
  return `${JSON.stringify({ type: "assistant", session_id: session, message })}\n`;
}

/** Frames of each utterance of a run. */
async function lengths(text: string, ...args: string[]): Promise<number[]> {
  using program = new Program();
  const { code, stderr } = await program.run([...ECHO, "--server", "require", ...args], text, service.env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return program.events("audio").map(({ samples }) => Number(samples));
}

test("a rate for all holds for who comes later, whatever its own is", async () => {
  const [natural = 0] = await lengths("十文字の文がここにある。\n");
  await service.ctl("rate", "2");
  expect(await lengths("十文字の文がここにある。\n", "--rate", "0.5")).toEqual([natural - (12 * FRAMES) / 2]);
  await service.ctl("rate", "1");
  expect(await lengths("十文字の文がここにある。\n")).toEqual([natural]);
});

test("all are mute until unmute, and what came meanwhile is dropped", async () => {
  await service.ctl("mute");
  using program = new Program();
  const child = program.start([...ECHO, "--server", "require"], service.env);
  child.stdin.write(said("a", "黙っています。"));
  child.stdin.flush();
  await service.until("it is mute", ({ sessions }) => sessions[0]?.doing === "muted");
  await program.until((trace) => trace.some(({ reason }) => reason === "muted"));
  await service.ctl("unmute");
  child.stdin.write(said("a", "話します。"));
  child.stdin.end();
  expect(await child.exited).toBe(0);
  expect(program.events("skipped")).toMatchObject([{ reason: "muted", what: "utterances 0" }]);
  expect(program.events("audio").map(({ id }) => id)).toEqual([1]);
});

test("a pause for all holds for who comes later, until it ends", async () => {
  await service.ctl("pause");
  using program = new Program();
  const child = program.start([...ECHO, "--server", "require"], service.env);
  child.stdin.write(said("a", "待っています。"));
  child.stdin.end();
  await service.until("it waits", ({ sessions }) => sessions[0]?.queued === 1);
  expect((await service.status())?.sessions).toMatchObject([{ doing: "paused", spoken: 0 }]);
  await service.ctl("resume");
  expect(await child.exited).toBe(0);
  expect(program.events("audio")).toHaveLength(1);
});

test("a pause ends with the service, since nobody could end it any more", async () => {
  await service.ctl("pause");
  using program = new Program();
  const child = program.start(ECHO, service.env);
  child.stdin.write(said("a", "待っています。"));
  child.stdin.end();
  await service.until("it waits", ({ sessions }) => sessions[0]?.queued === 1);
  expect((await service.run(["stop"])).code).toBe(0);
  expect(await child.exited).toBe(0);
  expect(program.events("audio")).toHaveLength(1);
  expect(await program.stderr()).toContain("the resident service is gone");
});

test("one session by its number, or by the beginning of the name that its agent gives it", async () => {
  using first = new Program();
  using second = new Program();
  const children = [first, second].map((program, i) => {
    const child = program.start([...ECHO, "--server", "require"], service.env);
    child.stdin.write(said(`${"ab"[i]}1234-5678`, "始めます。"));
    child.stdin.flush();
    return child;
  });
  const { sessions } = await service.until(
    "both have spoken",
    ({ sessions }) => sessions.length === 2 && sessions.every(({ spoken }) => spoken === 1),
  );
  await service.ctl("mute", "--session", "a1234");
  await service.ctl("say", "--session", "b1", "あなたにだけ言います。");
  const id = sessions.find(({ agentSession }) => agentSession === "b1234-5678")?.id ?? "";
  await service.ctl("rate", "2", "--session", id);
  const unknown = await service.run(["ctl", "stop", "--session", "c"]);
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toContain("(SESSION_UNKNOWN)");

  for (const [i, child] of children.entries()) {
    child.stdin.write(said(`${"ab"[i]}1234-5678`, "始めます。"));
    child.stdin.end();
    expect(await child.exited).toBe(0);
  }
  expect(first.events("skipped")).toMatchObject([{ reason: "muted", what: "utterances 1" }]);
  expect(second.events("utterance").map(({ text }) => text)).toEqual([
    ...["始めます。", "あなたにだけ言います。", "始めます。"],
  ]);
  const [natural, , fast] = second.events("audio").map(({ samples }) => Number(samples));
  expect(Number(natural) - Number(fast)).toBe((5 * FRAMES) / 2);
});
