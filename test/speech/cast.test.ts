import { describe, expect, test } from "bun:test";
import type { AppError } from "../../src/errors.ts";
import type { Utterance } from "../../src/input/utterance.ts";
import type { Parts } from "../../src/parts.ts";
import { Cast } from "../../src/speech/cast.ts";
import type { VoiceEvent } from "../../src/workers/protocol.ts";
import { lostWorker, refused, type Worker } from "../../src/workers/worker.ts";
import { ownWorkers } from "../../src/workers/workers.ts";

const PARTS: Parts = {
  ...{ llamaFolder: "", llm: "", bareLoop: "", openJTalk: "", echo: "", player: "", dictionary: "" },
  htsVoices: { mei: "mei.htsvoice", takumi: "takumi.htsvoice", slow: "slow.htsvoice", bad: "bad.htsvoice" },
};

/** Workers that only open: which voices were, and which were ended. */
function openings({ refusals = 0, losses = 0 } = {}) {
  const opened: string[] = [];
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
    async *run() {},
    tell() {},
    kill: () => killed.push(name),
  });
  return { opened, killed, workers: { ...ownWorkers, voice } };
}

function castOf(voices: Record<string, string>, made = openings()) {
  const casting = new Map(Object.entries(voices));
  const lost: string[] = [];
  const onLost = ({ code }: AppError) => void lost.push(code);
  const cast = new Cast({ voice: "mei", voices: casting, parts: PARTS, workers: made.workers, onLost });
  return { cast, lost, ...made };
}

const by = (agent: string): Utterance => ({
  ...{ id: 0, kind: "text", text: "Hello.", received_ms: 0, session: null },
  agent,
});

describe("who speaks with which voice", () => {
  test.each<[string, Record<string, string>, string, string]>([
    ["the default", {}, "main", "mei"],
    ["the default for other agents", { main: "takumi" }, "toolu_01", "mei"],
    ["the main agent", { main: "takumi" }, "main", "takumi"],
    ["the main agent is none of the others", { agents: "takumi" }, "main", "mei"],
    ["any other agent", { main: "mei", agents: "takumi" }, "toolu_01", "takumi"],
    ["an agent by its id, in any case", { agents: "echo", toolu_01: "takumi" }, "Toolu_01", "takumi"],
    ["an agent by its name, in any case", { agents: "echo", explore: "takumi" }, "b42", "takumi"],
    ["an agent by its id before its name", { explore: "echo", b42: "takumi" }, "b42", "takumi"],
  ])("%s", (_, voices, agent, expected) => {
    const { cast } = castOf(voices);
    cast.named("b42", "general");
    cast.named("b42", "Explore");
    expect(cast.voiceFor(by(agent))).toBe(expected);
  });
});

test("the main agent's voice is opened first, the others when they are needed, each once", async () => {
  const { cast, opened } = castOf({ main: "takumi", agents: "echo" });
  await cast.open();
  expect(opened).toEqual(["takumi"]);
  const [first, second] = await Promise.all([cast.synthesizerFor(by("a")), cast.synthesizerFor(by("b"))]);
  expect(first).toBe(second);
  expect(await cast.synthesizerFor(by("main"))).not.toBe(first);
  expect(opened).toEqual(["takumi", "echo"]);
});

test("agents of one voice share it", async () => {
  const { cast, opened } = castOf({ main: "mei", a: "takumi", b: "takumi" });
  expect(await cast.synthesizerFor(by("a"))).toBe(await cast.synthesizerFor(by("b")));
  expect(opened).toEqual(["takumi"]);
});

test("all voices that were opened are ended", async () => {
  const { cast, killed } = castOf({ agents: "takumi", a: "echo" });
  await cast.open();
  await cast.synthesizerFor(by("b"));
  cast.kill();
  expect(killed).toEqual(["mei", "takumi"]);
});

test("a voice that is not here is refused before anything is opened", () => {
  expect(() => castOf({ agents: "nobody" })).toThrow(expect.objectContaining({ code: "VOICE_UNKNOWN" }));
});

test("a voice of another sampling rate is refused", async () => {
  const { cast } = castOf({ agents: "slow" });
  await cast.open();
  await expect(cast.synthesizerFor(by("a"))).rejects.toMatchObject({
    code: "VOICE_REFUSED",
    what: expect.stringContaining("slow"),
    why: expect.stringContaining("16000 Hz"),
  });
});

test("a voice that cannot be opened says so, and can be tried again", async () => {
  const { cast } = castOf({ agents: "bad" }, openings({ refusals: 1 }));
  await expect(cast.synthesizerFor(by("a"))).rejects.toMatchObject({
    code: "VOICE_REFUSED",
    why: "it is bad",
  });
  await expect(cast.synthesizerFor(by("a"))).resolves.toBeDefined();
});

test("a voice that is lost while it opens is told of", async () => {
  const { cast, lost, opened } = castOf({ agents: "bad" }, openings({ losses: 1 }));
  await cast.synthesizerFor(by("a"));
  expect(lost).toEqual(["WORKER_DIED"]);
  expect(opened).toEqual(["bad", "bad"]);
});

test.each([
  ["Linux", PARTS, "mei"],
  ["a Mac", { ...PARTS, apple: "apple.dylib" }, "apple"],
])("without a name, everybody has the voice of %s", async (_, parts, name) => {
  const { opened, workers } = openings();
  const cast = new Cast({ voices: new Map(), parts, workers, onLost() {} });
  expect(cast.voice).toBe(name);
  await cast.open();
  expect(opened).toEqual([name]);
});
