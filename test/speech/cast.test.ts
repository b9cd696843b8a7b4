import { describe, expect, test } from "bun:test";
import type { Utterance } from "../../src/input/utterance.ts";
import type { Parts } from "../../src/parts.ts";
import { Cast } from "../../src/speech/cast.ts";
import { Casting } from "../../src/speech/casting.ts";
import type { Handover } from "../../src/speech/chain.ts";
import { VoiceChain } from "../../src/speech/voice_spec.ts";
import type { VoiceEvent } from "../../src/workers/protocol.ts";
import { lostWorker, refused, type Worker } from "../../src/workers/worker.ts";
import { ownWorkers } from "../../src/workers/workers.ts";

const NEVER = new AbortController().signal;
const PARTS: Parts = {
  ...{
    llamaFolder: "",
    llm: "",
    bareLoop: "",
    openJTalk: "",
    kokoro: "",
    echo: "",
    player: "",
    resampler: "",
    dictionary: "",
  },
  htsVoices: { mei: "mei.htsvoice", takumi: "takumi.htsvoice", slow: "slow.htsvoice", bad: "bad.htsvoice" },
};

/** What workers were asked: which voices were opened, which said something, and which were ended. */
function openings({ refusals = 0, losses = 0 } = {}) {
  const opened: string[] = [];
  const asked: { name: string; request: object }[] = [];
  const killed: string[] = [];
  const left = { refusals, losses };
  const voice = (name: string): Worker<VoiceEvent> => ({
    lost: null,
    async open(_, refusal) {
      opened.push(name);
      if (name === "bad" && left.losses-- > 0) throw lostWorker("voice", "WORKER_DIED", "it was ended");
      if (name === "bad" && left.refusals-- > 0) throw refused(refusal, "it is bad");
      return { event: "ready", rate: name === "slow" ? 16_000 : 48_000 };
    },
    async *run(request) {
      asked.push({ name, request: request(1) });
      yield { event: { event: "pcm", ticket: 1, voiceUs: 1000 }, body: new Uint8Array(480_000) };
      yield { event: { event: "done", ticket: 1 }, body: new Uint8Array() };
    },
    tell() {},
    kill: () => killed.push(name),
  });
  return { opened, asked, killed, workers: { ...ownWorkers, voice } };
}

function castOf(voices: string, made = openings(), voice = "mei") {
  const lost: string[] = [];
  const handovers: Handover[] = [];
  const lines: string[] = [];
  const cast = new Cast({
    ...{ voice: VoiceChain.parse(voice), voices: Casting.parse(voices), parts: PARTS, workers: made.workers },
    onLost: ({ code }) => void lost.push(code),
    onHandover: (handover) => void handovers.push(handover),
    tell: (line) => void lines.push(line),
  });
  const say = async (utterance: Utterance) => {
    const sayer = cast.sayerFor(utterance);
    const speakers = new Set<string>();
    const saying = { speed: 1, untilDryMs: () => null };
    for await (const { speaker } of sayer.say("文。", saying, new AbortController().signal))
      speakers.add(speaker.name);
    sayer.ended();
    return [...speakers].join(" ");
  };
  return { cast, lost, handovers, lines, say, ...made };
}

const by = (agent: string): Utterance => ({
  ...{ id: 0, kind: "text", text: "Hello.", received_ms: 0, session: null },
  agent,
});

describe("who speaks with which voice", () => {
  test.each<[string, string, string, string]>([
    ["the default", "", "main", "mei"],
    ["the default for other agents", "main=takumi", "toolu_01", "mei"],
    ["the main agent", "main=takumi", "main", "takumi"],
    ["the main agent is none of the others", "agents=takumi", "main", "mei"],
    ["any other agent", "main=mei,agents=takumi", "toolu_01", "takumi"],
    ["an agent by its id, in any case", "agents=echo,toolu_01=takumi", "Toolu_01", "takumi"],
    ["an agent by its name, in any case", "agents=echo,explore=takumi", "b42", "takumi"],
    ["an agent by its id before its name", "explore=echo,b42=takumi", "b42", "takumi"],
    ["the first of several", "main=takumi,mei", "main", "takumi"],
  ])("%s", async (_, voices, agent, expected) => {
    const { cast, say } = castOf(voices);
    cast.named("b42", "general");
    cast.named("b42", "Explore");
    expect(cast.voiceFor(by(agent))).toBe(expected);
    expect(await say(by(agent))).toBe(expected);
  });

  test.each<[string, string, string, string]>([
    ["code, whoever wrote it", "main=takumi,code=echo", "main", "echo"],
    ["code of another agent", "b42=takumi,code=echo", "b42", "echo"],
    ["code without a voice of its own", "main=takumi", "main", "takumi"],
  ])("%s", (_, voices, agent, expected) => {
    const { cast } = castOf(voices);
    expect(cast.voiceFor({ ...by(agent), about: "code" })).toBe(expected);
    expect(cast.voiceFor(by("main"))).not.toBe("echo");
  });
});

test("the main agent's voice is opened first, the others when they are needed, each once", async () => {
  const { cast, say, opened } = castOf("main=takumi,agents=echo");
  await cast.open();
  expect(opened).toEqual(["takumi"]);
  expect(await Promise.all([say(by("a")), say(by("b"))])).toEqual(["echo", "echo"]);
  expect(await say(by("main"))).toBe("takumi");
  expect(opened).toEqual(["takumi", "echo"]);
});

test("all voices of one name are one, in whatever chain and with whatever settings", async () => {
  const { say, opened } = castOf("main=mei,a=takumi,b=takumi@rate=2,mei");
  for (const agent of ["a", "b", "main"]) await say(by(agent));
  expect(opened).toEqual(["takumi", "mei"]);
});

test("each speaks as it was told to", async () => {
  const { cast, say, asked } = castOf("main=mei@rate=1.5@pitch=-3@volume=0.5,agents=mei@rate=0.5");
  await say(by("main"));
  await say(by("a"));
  expect(asked).toMatchObject([
    { request: { speed: 1.5, pitch: -3 } },
    { request: { speed: 0.5, pitch: 0 } },
  ]);
  const said = cast.sayerFor(by("main")).say("文。", { speed: 3, untilDryMs: () => null }, NEVER);
  expect((await said.next()).value).toMatchObject({ speaker: { name: "mei", volume: 0.5 } });
  // Three times as fast, and half as much again, is faster than voices can.
  expect(asked.at(-1)).toMatchObject({ request: { speed: 4 } });
});

test("all voices are ended", async () => {
  const { cast, say, killed } = castOf("agents=takumi,a=echo");
  await cast.open();
  await say(by("b"));
  cast.kill();
  expect(killed).toEqual(["mei", "takumi"]);
});

test("a voice that is not here is refused before anything is opened", () => {
  for (const voices of ["agents=nobody", "agents=mei,nobody"])
    expect(() => castOf(voices)).toThrow(expect.objectContaining({ code: "VOICE_UNKNOWN" }));
});

test("a voice of another sampling rate is refused", async () => {
  const { cast, say } = castOf("agents=slow");
  await cast.open();
  await expect(say(by("a"))).rejects.toMatchObject({
    code: "VOICE_REFUSED",
    what: expect.stringContaining("slow"),
    why: expect.stringContaining("16000 Hz"),
  });
});

test("a voice that cannot be opened says so, and can be tried again", async () => {
  const { say } = castOf("agents=bad", openings({ refusals: 1 }));
  await expect(say(by("a"))).rejects.toMatchObject({ code: "VOICE_REFUSED", why: "it is bad" });
  expect(await say(by("a"))).toBe("bad");
});

test("a voice that cannot be opened has the next of its chain speak", async () => {
  const { cast, say, handovers, lines } = castOf("main=bad,takumi", openings({ refusals: 1 }));
  await cast.open();
  expect(await say(by("main"))).toBe("takumi");
  expect(handovers).toMatchObject([{ from: "bad", to: "takumi", why: "failed" }]);
  expect(lines).toEqual([expect.stringContaining("it is bad; takumi goes on")]);
});

test("a voice that is lost while it opens is told of", async () => {
  const { say, lost, opened } = castOf("agents=bad", openings({ losses: 1 }));
  await say(by("a"));
  expect(lost).toEqual(["WORKER_DIED"]);
  expect(opened).toEqual(["bad", "bad"]);
});

test.each([
  ["Linux", PARTS, "mei"],
  ["a Mac", { ...PARTS, apple: "apple.dylib" }, "apple"],
])("without a name, everybody has the voice of %s", async (_, parts, name) => {
  const { opened, workers } = openings();
  const cast = new Cast({
    ...{ voices: Casting.parse(""), parts, workers },
    ...{ onLost() {}, onHandover() {}, tell() {} },
  });
  expect(cast.voice).toBe(name);
  await cast.open();
  expect(opened).toEqual([name]);
});

test("behind voices of servers alone stands this machine's own", async () => {
  // Nobody listens at this port.
  const { cast, say, handovers } = castOf(
    "",
    openings(),
    "http://127.0.0.1:9/v1?voice=a,http://127.0.0.1:9/v1?voice=b",
  );
  await cast.open();
  expect(await say(by("main"))).toBe("mei");
  expect(handovers).toMatchObject([{ from: "http://127.0.0.1:9/v1?voice=a", to: "mei", why: "failed" }]);
});
