import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { PulseServer, RATE, type Recording } from "../../scripts/testing/pulse.ts";
import { RunningService } from "../../scripts/testing/running_service.ts";
import { heard, tones } from "../e2e/echo.ts";
import { assistant, LIMIT_MS, Program } from "../e2e/program.ts";
import { quickest } from "./quickest.ts";

/** What people want of sessions that speak through the service: `ctl`, with sound on a recorded device. */
setDefaultTimeout(LIMIT_MS);

const ECHO = ["--no-translate", "--voice", "echo"];
const SILENT = 64;
const MS = RATE / 1000;

let server: PulseServer;
beforeAll(async () => {
  server = await PulseServer.start();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

/** Sentences of about 400 ms, of which no two begin alike. */
const SENTENCES = [..."一二三四五六七"].map(
  (number) => `${number}番目の文で、途中で止めても続きがわかります。`,
);

/** A service, its device, and what is heard of it; tests that have one each do not meet. */
class Room extends AsyncDisposableStack {
  readonly service: RunningService;
  readonly recording: Recording;
  readonly #device: string;

  private constructor(service: RunningService, recording: Recording, device: string) {
    super();
    this.service = this.use(service);
    this.recording = this.use(recording);
    this.#device = device;
  }

  static async open(device: string): Promise<Room> {
    await server.addSink(device, device);
    const service = await RunningService.start([...ECHO, "--device", device], server.env);
    return new Room(service, await server.record(device), device);
  }

  /** A client that has been given everything, a message each. */
  speaker(texts: readonly string[]): { program: Program; ended: Promise<number> } {
    const program = this.use(new Program());
    const flags = [...ECHO, "--device", this.#device, "--server", "require"];
    const child = program.start(flags, this.service.env);
    child.stdin.write(texts.map(assistant).join(""));
    child.stdin.end();
    return { program, ended: child.exited };
  }

  /** Everything that was heard, once what is under way has been recorded, too. */
  async heard(): Promise<string> {
    await this.recording.more(200);
    return heard(this.recording.samples());
  }

  async untilHeard(text: string): Promise<void> {
    await this.recording.until(`${text} is heard`, (so_far) => heard(so_far.samples()).includes(text));
  }

  /** The number of the only session that there is. */
  async onlySession(): Promise<string> {
    const { sessions } = await this.service.until(
      "one session is there",
      (status) => status.sessions.length === 1,
    );
    return sessions[0]?.id ?? "";
  }
}

const beginning = (sentence: number, characters: number) => SENTENCES[sentence]?.slice(0, characters) ?? "";
/** Two seconds without a pause. */
const UNBROKEN = `${"いろはにほへとちりぬるをわかよたれそつねならむうゐのおくやまけふこえてあさきゆめみしゑひもせす".repeat(2)}。`;
const lastAudible = (pcm: Int16Array) => pcm.findLastIndex((sample) => Math.abs(sample) > SILENT);

test("stop: silence within 50 ms, and nothing of what waited is heard", async () => {
  expect(await quickest(50 * MS, stopped)).toBeLessThanOrEqual(50 * MS);
});

/** @returns the frames that are heard after the stop has come */
async function stopped(): Promise<number> {
  await using room = await Room.open("stopped");
  const { recording, service } = room;
  const texts = [SENTENCES[0] ?? "", UNBROKEN, SENTENCES[1] ?? ""];
  const { program, ended } = room.speaker(texts);
  await room.untilHeard("いろはに");
  const begun = recording.length;
  await service.ctl("stop");
  expect(await ended).toBe(0);
  await recording.more(400);

  // The client's clock and the recording's have the beginning of the sentence in common that was cut off.
  const cut = program.events("played").at(-1);
  const [skipped] = program.events("skipped");
  expect([cut?.id, skipped?.reason, skipped?.what]).toEqual([1, "stopped", "utterances 1, 2"]);
  const cutAt = tones(recording.samples()).find(({ character }) => character === "い")?.frame;
  const stopAt = Number(cutAt) + (Number(skipped?.t_ms) - Number(cut?.start_ms)) * MS;
  const end = lastAudible(recording.samples());
  console.log(`silent ${((end - stopAt) / MS).toFixed(1)} ms after the stop had come`);
  console.log(`and ${((end - begun) / MS).toFixed(1)} ms after ctl was started, recording's delay included`);
  expect(texts.join("")).toStartWith(await room.heard());
  return end - stopAt;
}

test.concurrent("pause and resume: it goes on at the word, and another session sounds meanwhile", async () => {
  await using room = await Room.open("paused");
  const { service } = room;
  const { program, ended } = room.speaker(SENTENCES.slice(0, 2));
  await room.untilHeard(beginning(0, 8));
  const id = await room.onlySession();
  await service.ctl("pause", "--session", id);
  const between = room.speaker(["これは別の人です。"]);
  expect(await between.ended).toBe(0);
  expect((await service.status())?.sessions).toMatchObject([{ id, doing: "paused", hasTurn: false }]);
  await service.ctl("resume", "--session", id);
  expect(await ended).toBe(0);

  const [first = "", second = "", ...more] = (await room.heard()).split("これは別の人です。");
  expect(more).toEqual([]);
  const whole = SENTENCES.slice(0, 2).join("");
  // A character whose beginning is in the fade of some milliseconds, out or in, cannot be read.
  expect(whole).toStartWith(first.slice(0, -1));
  expect(whole).toEndWith(second.slice(1));
  expect(whole.length - first.length - second.length).toBeOneOf([0, 1, 2]);
  expect(program.events("played").map(({ id }) => id)).toEqual([0, 0, 1, 1]);
});

test.concurrent("say: a sentence of somebody's own is heard, though nobody speaks", async () => {
  await using room = await Room.open("said");
  await room.service.ctl("say", "ビルドが", "終わりました。");
  await room.untilHeard("ビルドが終わりました。");
  expect(await room.heard()).toBe("ビルドが終わりました。");
});

test.concurrent("skip: the rest of a sentence is left out, and all others are heard once", async () => {
  await using room = await Room.open("skipped");
  const sentences = SENTENCES.slice(0, 5);
  const { program, ended } = room.speaker([sentences.join("")]);
  for (const at of [1, 3]) {
    await room.untilHeard(beginning(at, 4));
    await room.service.ctl("skip");
  }
  expect(await ended).toBe(0);
  const skipped = program.events("skipped").map(({ what }) => Number(String(what).split(" ")[1]));
  expect(skipped).toHaveLength(2);
  let rest = await room.heard();
  for (const [id, sentence] of sentences.entries()) {
    const whole = sentence.length;
    const length = skipped.includes(id) ? [...sentence].findIndex((one, i) => one !== rest[i]) : whole;
    expect(rest.slice(0, length)).toBe(sentence.slice(0, length));
    expect(length).toBeGreaterThan(0);
    rest = rest.slice(length);
  }
  expect(rest).toBe("");
});

test.concurrent("back: from an earlier sentence on, everything is heard again", async () => {
  await using room = await Room.open("repeated");
  const { program, ended } = room.speaker(SENTENCES.slice(0, 4));
  await room.untilHeard(beginning(2, 6));
  await room.service.ctl("back");
  expect(await ended).toBe(0);
  // The sentence before the one that had only just begun; on a machine that is slow, it is the next one by then.
  const from = program.events("repeated")[0]?.ids;
  expect(from).toBeOneOf([
    [1, 2, 3],
    [2, 3],
  ]);
  const again = SENTENCES.slice(Array.isArray(from) ? from[0] : 0, 4).join("");
  const all = await room.heard();
  expect(all).toEndWith(again);
  const first = all.slice(0, -again.length);
  expect(SENTENCES.join("")).toStartWith(first);
  expect(first).toStartWith(SENTENCES.slice(0, 2).join(""));
});
