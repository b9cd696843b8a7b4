import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { PulseServer } from "../../scripts/testing/pulse.ts";
import { assistant, LIMIT_MS, Program } from "../e2e/program.ts";

/** Speech that cannot keep up with the agent, turns of the user, words that are taken back, streams that stall. */
setDefaultTimeout(LIMIT_MS);

const ECHO = ["--no-translate", "--voice", "echo"];
const MEI = ["--no-translate", "--voice", "mei"];

let server: PulseServer;
beforeAll(async () => {
  server = await PulseServer.start();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

/** About a second of the echo voice, which says a character in 20 ms. */
const sentence = (n: number) =>
  `これはその${n}番目の文ですが、急いで読み上げるには少しだけ長いので、すぐには終わりません。`;
const sentences = (count: number) => Array.from({ length: count }, (_, n) => assistant(sentence(n)));
const user = (text: string) =>
  `${JSON.stringify({ type: "user", message: { role: "user", content: text } })}\n`;
const numbers = (text: unknown) => (String(text).match(/\d+/g) ?? []).map(Number);
const ids = (program: Program, event: string) => [
  ...new Set(program.events(event).map(({ id }) => Number(id))),
];

describe("a backlog on a device", () => {
  test("is relieved by skipping the oldest, with a notice, and everything is accounted for", async () => {
    using program = new Program();
    const { code, stderr } = await program.run(
      [...ECHO, "--max-backlog", "5"],
      sentences(40).join(""),
      server.env,
    );
    expect(code).toBe(0);
    const skips = program.events("skipped").filter(({ reason }) => reason === "backlog");
    const skipped = skips.flatMap(({ what }) => numbers(what));
    expect(skipped.length).toBeGreaterThan(10);
    const played = ids(program, "played");
    const all = ids(program, "utterance");
    expect([...played, ...skipped].sort((a, b) => a - b)).toEqual(all.sort((a, b) => a - b));
    const notices = program.events("utterance").filter(({ kind }) => kind === "notice");
    expect(notices).toHaveLength(skips.length);
    for (const { id, text } of notices) {
      expect(text).toMatch(/^追いつくために、\d+文を飛ばします。$/);
      expect(played).toContain(Number(id));
    }
    expect(played.at(-1)).toBe(39);
    expect(stderr).toContain("--max-backlog");
  });

  test("is relieved by faster speech first, by 1.4 at most", async () => {
    using program = new Program();
    const same = assistant("この文はいつも同じ長さで、ほかの文とつなげるには長すぎるのです。").repeat(4);
    expect((await program.run([...MEI, "--max-backlog", "18"], same, server.env)).code).toBe(0);
    const first = program.events("audio").filter(({ n }) => n === 0);
    const samples = first.map((event) => Number(event.samples));
    expect(samples).toHaveLength(4);
    const natural = samples.at(-1) ?? 0;
    const fastest = Math.min(...samples);
    expect(fastest).toBeLessThan(natural);
    expect(natural / fastest).toBeLessThan(1.45);
    expect(program.events("skipped")).toEqual([]);
  });

  test("is none where nothing is paced", async () => {
    using program = new Program();
    const args = [...ECHO, "--output", "null", "--max-backlog", "1"];
    expect((await program.run(args, sentences(60).join(""))).code).toBe(0);
    expect(ids(program, "audio")).toEqual(Array.from({ length: 60 }, (_, n) => n));
    expect(program.events("skipped")).toEqual([]);
  });
});

describe("a turn of the user", () => {
  async function withTurn(...flags: string[]): Promise<Program> {
    const program = new Program();
    const child = program.start([...ECHO, ...flags], server.env);
    child.stdin.write(sentences(5).join(""));
    child.stdin.flush();
    const isHeard = ({ event, id }: { event: string; id?: unknown }) => event === "played" && id === 1;
    await program.until((trace) => trace.some(isHeard));
    child.stdin.write(user("Never mind.") + assistant("分かりました。"));
    child.stdin.end();
    expect(await child.exited).toBe(0);
    return program;
  }

  test("drops what waits", async () => {
    using program = await withTurn();
    const [turn] = program.events("skipped");
    expect(turn?.reason).toBe("user-turn");
    expect(ids(program, "played").at(-1)).toBe(5);
    expect(numbers(turn?.what)).toContain(4);
    expect(ids(program, "played")).not.toContain(4);
  });

  test("or lets it finish", async () => {
    using program = await withTurn("--on-user-turn", "finish");
    expect(ids(program, "played")).toEqual([0, 1, 2, 3, 4, 5]);
    expect(program.events("skipped")).toEqual([]);
  });
});

test("words that are taken back before they sounded are not heard", async () => {
  using program = new Program();
  const line = (uuid: string, text: string, more = {}) =>
    `${JSON.stringify({ type: "assistant", uuid, message: { id: uuid, content: text }, ...more })}\n`;
  const child = program.start(ECHO, server.env);
  child.stdin.write(sentences(3).join("") + line("u1", "これは取り消されます。"));
  child.stdin.flush();
  await program.until((trace) => trace.filter(({ event }) => event === "utterance").length === 4);
  child.stdin.write(line("u2", "こちらが正しいです。", { supersedes: ["u1"] }));
  child.stdin.end();
  expect(await child.exited).toBe(0);
  expect(ids(program, "played")).toEqual([0, 1, 2, 4]);
  expect(program.events("skipped")).toMatchObject([{ reason: "withdrawn", what: "utterances 3" }]);
});

test("a sentence that stops in the middle is spoken after a pause, and the rest when it comes", async () => {
  using program = new Program();
  const delta = (text: string) =>
    `${JSON.stringify({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })}\n`;
  const child = program.start([...ECHO, "--output", "null", "--flush-after", "0.3"]);
  child.stdin.write(delta("ここで止まって"));
  child.stdin.flush();
  await program.until((trace) => trace.some(({ event }) => event === "audio"));
  child.stdin.write(delta("続きです。"));
  child.stdin.end();
  expect(await child.exited).toBe(0);
  expect(program.events("utterance").map(({ text }) => text)).toEqual(["ここで止まって", "続きです。"]);
});
