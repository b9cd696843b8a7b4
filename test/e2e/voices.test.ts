import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { heard, tones } from "./echo.ts";
import { assistant, LIMIT_MS, Program } from "./program.ts";
import { SpeakingServer } from "./speaking_server.ts";

setDefaultTimeout(LIMIT_MS);

const said = (text: string, agent: string | null) =>
  `${JSON.stringify({
    type: "assistant",
    session_id: "s1",
    parent_tool_use_id: agent,
    message: { content: [{ type: "text", text }] },
  })}\n`;
const task = { tool_use_id: "toolu_01", task_id: "b42", subagent_type: "Explore" };
const started = `${JSON.stringify({ type: "system", subtype: "task_started", session_id: "s1", ...task })}\n`;
/** Three agents say the same. */
const stream = started + said("一です。", null) + said("一です。", "toolu_01") + said("一です。", "toolu_02");

/** A voice that cannot say it, so that the sound tells who has which. */
const MUTE = "echo:fail@一";

test.each<[string, number[]]>([
  [`main=${MUTE}`, [0]],
  [`agents=${MUTE}`, [1, 2]],
  [`toolu_02=${MUTE}`, [2]],
  [`explore=${MUTE}`, [1]],
  [`agents=${MUTE},explore=echo`, [2]],
])("--voices %s", async (voices, mute) => {
  using program = new Program();
  const flags = ["--no-translate", "--agents", "all", "--voice", "echo", "--voices", voices];
  const { code } = await program.run([...flags, "--output", program.wav], stream);
  expect(program.events("fault").map(({ id }) => id)).toEqual(mute);
  expect(heard(program.samples())).toBe("一です。".repeat(3 - mute.length));
  expect(code).toBe(1);
});

test("what is about code has a voice of its own, whoever wrote it", async () => {
  using program = new Program();
  const text = "一です。\n\n```ts\nconst one = 1;\n```\n\n二です。";
  const flags = ["--no-translate", "--code", "read", "--voice", "echo", "--voices", "main=echo,code=mei"];
  const { code } = await program.run([...flags, "--output", program.wav], said(text, null));
  expect(code).toBe(0);
  const about = new Map(program.events("utterance").map((event) => [event.id, event.about]));
  expect([...about.values()]).toContain("code");
  for (const { id, voice } of program.events("audio"))
    expect(voice).toBe(about.get(id) === "code" ? "mei" : "echo");
  expect(heard(program.samples())).toBe("一です。二です。");
});

describe("a voice's own", () => {
  const spoken = async (...flags: string[]) => {
    using program = new Program();
    const args = ["--no-translate", ...flags, "--output", program.wav];
    expect((await program.run(args, assistant("一です。"))).code).toBe(0);
    return program.samples();
  };
  const toneFrames = (pcm: Int16Array) => {
    const [first, second] = tones(pcm);
    return (second?.frame ?? 0) - (first?.frame ?? 0);
  };
  const saturated = (pcm: Int16Array, gain: number) =>
    pcm.map((sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * gain))));

  test("rate multiplies that of all", async () => {
    const pcm = await spoken("--voice", "echo@rate=1.5", "--rate", "2");
    expect(heard(pcm)).toBe("一です。");
    expect(toneFrames(pcm)).toBe(320);
  });

  test("volume is a gain on its samples, and that of all comes after it", async () => {
    const plain = await spoken("--voice", "echo");
    expect(await spoken("--voice", "echo@volume=3")).toEqual(saturated(plain, 3));
    // What was cut off stays cut off.
    const twice = await spoken("--voice", "echo@volume=3", "--volume", "0.5");
    expect(twice).toEqual(saturated(saturated(plain, 3), 0.5));
  });

  test("pitch is higher or lower", async () => {
    /** Frames of the first half of a wave in a tone, in which the first two are marks. */
    const halfWave = (pcm: Int16Array) => {
      const [{ frame } = { frame: 0 }] = tones(pcm);
      return pcm.subarray(frame + 2).findIndex((sample) => sample < 0) + 2;
    };
    expect(halfWave(await spoken("--voice", "echo"))).toBe(48);
    expect(halfWave(await spoken("--voice", "echo@pitch=12"))).toBe(24);
  });
});

describe("the next voice of a chain", () => {
  const SENTENCES = ["一番です。", "二番ですが、続きます。", "三番です。", "四番です。"];

  test.each([
    ["cannot say a clause", "echo:fail@二番", 1],
    ["dies in a clause each time", "echo:abort@二番", 3],
  ])("goes on where the first %s: everything is said once", async (_, first, lines) => {
    using program = new Program();
    const args = ["--no-translate", "--voice", `${first},echo`, "--output", program.wav];
    const { code, stderr } = await program.run(args, SENTENCES.map(assistant).join(""));
    expect(code).toBe(0);
    expect(heard(program.samples())).toBe(SENTENCES.join(""));
    expect(program.events("fault")).toEqual([]);
    const [handover, ...others] = program.events("handover");
    expect(handover).toMatchObject({ id: 1, from: first, to: "echo", why: "failed" });
    expect(others.filter(({ why }) => why !== "back")).toEqual([]);
    const voices = program.events("audio").map(({ id, n, voice }) => `${id}.${n} ${voice}`);
    expect(voices.slice(0, 3)).toEqual([`0.0 ${first}`, "1.0 echo", "1.1 echo"]);
    expect(stderr.match(/; echo goes on$/gm)).toHaveLength(1);
    expect(stderr.match(/^(?:stream-tts-bun|error): /gm)).toHaveLength(lines);
  });

  test("goes on where a server is gone: what it began is said again, what it said is not", async () => {
    await using server = new SpeakingServer();
    using program = new Program();
    const voice = `${server.address}/v1?voice=a`;
    server.failsAt = "二番ですが、";
    const args = ["--no-translate", "--voice", `${voice},echo`, "--output", program.wav];
    const { code, stderr } = await program.run(args, SENTENCES.map(assistant).join(""));
    expect(code).toBe(0);
    expect(server.said).toEqual(["一番です。"]);
    expect(heard(program.samples())).toBe(SENTENCES.slice(1).join(""));
    expect(program.events("audio").map((event) => event.voice)).toEqual([
      voice,
      ...Array(SENTENCES.length).fill("echo"),
    ]);
    expect(stderr.match(/; echo goes on$/gm)).toHaveLength(1);
  });

  test("is this machine's own behind a server that is not there", async () => {
    using program = new Program();
    // Nobody listens at this port.
    const args = ["--no-translate", "--voice", "http://127.0.0.1:9/v1?voice=a", "--output", program.wav];
    const { code, stderr } = await program.run(args, assistant("一番です。"));
    expect(code).toBe(0);
    expect(stderr).toContain("mei goes on");
    expect(program.events("audio")).toMatchObject([{ voice: "mei" }]);
  });
});

test("a voice that is not here is told with those that are", async () => {
  using program = new Program();
  const { code, stderr } = await program.run(["--no-translate", "--voices", "agents=nobody"], stream);
  expect(stderr).toContain("VOICE_UNKNOWN");
  expect(stderr).toContain("mei");
  expect(code).toBe(1);
});
