import { describe, expect, test } from "bun:test";
import { fakeChain } from "./fake_voice.ts";

/** Nothing of the sound is left to be heard. */
const DRY = () => 0;

const by = (name: string, ...texts: string[]) => texts.map((text) => ({ name, text, pieces: 1 }));

describe("a voice that fails", () => {
  test("before a clause: the next says it, and what follows", async () => {
    const { voice, say, handovers, lines } = fakeChain(["a", "b"]);
    voice("a").behave = (text) => ({ ...(text === "2" ? { pieces: 0, ending: "fail" } : {}) });
    expect(await say(["1", "2", "3"])).toEqual({
      heard: [...by("a", "1"), ...by("b", "2", "3")],
      errors: [],
    });
    expect(await say(["4"])).toEqual({ heard: by("b", "4"), errors: [] });
    expect(handovers).toMatchObject([{ id: 0, from: "a", to: "b", why: "failed" }]);
    expect(lines).toEqual([expect.stringMatching(/^the voice a failed: .*it was told to; b goes on$/)]);
  });

  test("in the middle of a clause: the next says it from its beginning", async () => {
    const { voice, say } = fakeChain(["a", "b"]);
    voice("a").behave = () => ({ pieces: 2, ending: "fail" });
    voice("b").behave = () => ({ pieces: 3 });
    expect((await say(["1"])).heard).toEqual([
      { name: "a", text: "1", pieces: 2 },
      { name: "b", text: "1", pieces: 3 },
    ]);
  });

  test("and the next one too: the one after it", async () => {
    const { voice, say, handovers } = fakeChain(["a", "b", "c"]);
    for (const name of ["a", "b"]) voice(name).behave = () => ({ pieces: 0, ending: "fail" });
    expect(await say(["1", "2"])).toEqual({ heard: by("c", "1", "2"), errors: [] });
    expect(handovers.map(({ from, to }) => from + to)).toEqual(["ab", "bc"]);
  });

  test("and all of them: the clause fails with the last one's error, and the next clause is tried", async () => {
    const { voice, say } = fakeChain(["a", "b"]);
    for (const name of ["a", "b"])
      voice(name).behave = (text) => ({ ...(text === "1" ? { pieces: 0, ending: "fail" } : {}) });
    const { heard, errors } = await say(["1", "2"]);
    expect(errors).toMatchObject([{ code: "WORKER_FAILED" }]);
    expect(heard).toEqual(by("b", "2"));
  });

  test("alone: the clause fails, the next one is its own, and nobody is told of a hand-over", async () => {
    const { voice, say, handovers, lines } = fakeChain(["a"]);
    voice("a").behave = (text) => ({ ...(text === "1" ? { pieces: 0, ending: "fail" } : {}) });
    const { heard, errors } = await say(["1", "2"]);
    expect(errors).toMatchObject([{ code: "WORKER_FAILED" }]);
    expect({ heard, handovers, lines }).toEqual({ heard: by("a", "2"), handovers: [], lines: [] });
  });

  test("is tried at utterance ends after 2 s, 4 s, …, and told of once, and once when it is back", async () => {
    const { voice, say, pass, handovers, lines } = fakeChain(["a", "b"]);
    voice("a").behave = () => ({ pieces: 0, ending: "fail" });
    const speakers: string[] = [];
    for (let second = 0; second < 9; second++) {
      if (second === 8) voice("a").behave = () => ({});
      speakers.push((await say([`${second}`])).heard.map(({ name }) => name).join());
      pass(1);
    }
    expect(speakers.join("")).toBe("bbbbbbbba");
    // It was opened again at the end of the utterance at 2 s, and, as the trial at 3 s failed, of that at 7 s.
    expect(voice("a").asked.map(({ text }) => text)).toEqual(["0", "3", "8"]);
    expect(handovers.map(({ from, to, why }) => `${from}${to} ${why}`)).toEqual([
      ...["ab failed", "ba back", "ab failed", "ba back"],
    ]);
    expect(lines).toEqual([expect.stringContaining("the voice a failed"), "the voice a is back"]);
  });

  test("is not asked while it cannot be opened again", async () => {
    const { voice, say, pass } = fakeChain(["a", "b"]);
    voice("a").behave = () => ({ pieces: 0, ending: "fail" });
    await say(["0"]);
    voice("a").refusals = 100;
    for (let second = 0; second < 20; second++) {
      pass(1);
      expect((await say(["1"])).heard).toEqual(by("b", "1"));
    }
    expect(voice("a").asked).toHaveLength(1);
    // At first, then after 2 s, 4 s more and 8 s more.
    expect(voice("a").openings).toBe(4);
  });

  test("while an utterance that nobody wants any more is said: nobody goes on", async () => {
    const { voice, say, handovers } = fakeChain(["a", "b"]);
    const abort = new AbortController();
    voice("a").behave = () => {
      abort.abort();
      return { pieces: 0, ending: "fail" };
    };
    expect((await say(["1"], DRY, abort.signal)).heard).toEqual([]);
    expect(handovers).toEqual([]);
    expect(voice("b").asked).toEqual([]);
  });
});

describe("a voice that cannot be opened", () => {
  test("is replaced by the next before anything is said", async () => {
    const { chain, voice, say, handovers, lines } = fakeChain(["a", "b"]);
    voice("a").refusals = 1;
    await chain.open();
    expect(voice("b").openings).toBe(1);
    expect((await say(["1"])).heard).toEqual(by("b", "1"));
    expect(handovers).toMatchObject([{ from: "a", to: "b", why: "failed", factor: null }]);
    expect(lines).toHaveLength(1);
  });

  test("like all others: the first one's error is told", async () => {
    const { chain, voice } = fakeChain(["a", "b"]);
    for (const name of ["a", "b"]) voice(name).refusals = 1;
    await expect(chain.open()).rejects.toMatchObject({ code: "VOICE_REFUSED" });
  });

  test("and only waits to go on: it is told of once, and not asked", async () => {
    const { voice, say, lines } = fakeChain(["a", "b", "c"]);
    voice("b").refusals = 100;
    for (let n = 0; n < 5; n++) await say(["1"]);
    expect(lines).toEqual([expect.stringContaining("the voice b, which is to go on if need be, failed")]);
    expect([voice("b").openings, voice("c").openings]).toEqual([1, 1]);
  });
});

describe("the next voice of a chain", () => {
  test("is opened behind the first, and no other", async () => {
    const { chain, voice, say } = fakeChain(["a", "b", "c"]);
    const openings = () => ["a", "b", "c"].map((name) => voice(name).openings);
    await chain.open();
    expect(openings()).toEqual([1, 1, 0]);
    await say(["1", "2", "3"]);
    expect(openings()).toEqual([1, 1, 0]);
  });
});

describe("a voice that is slow", () => {
  test("hands over at the end of an utterance, and comes back after a rest", async () => {
    const { voice, say, pass, handovers, lines } = fakeChain(["a", "b"]);
    voice("a").behave = () => ({ pieces: 2, factor: 1.1 });
    const whole = async (...texts: string[]) => (await say(texts)).heard.map(({ name }) => name).join("");
    expect(await whole("1", "2", "3")).toBe("aaa");
    expect(await whole("4")).toBe("b");
    pass(14);
    expect(await whole("5")).toBe("b");
    pass(1);
    expect(await whole("6", "7")).toBe("aa");
    expect(await whole("8")).toBe("b");
    pass(29);
    expect(await whole("9")).toBe("b");
    pass(1);
    expect(await whole("10")).toBe("a");
    expect(handovers).toEqual([
      { id: 1, from: "a", to: "b", why: "slow", factor: 1.1 },
      { id: 3, from: "b", to: "a", why: "back", factor: 0.1 },
      { id: 4, from: "a", to: "b", why: "slow", factor: 1.1 },
      { id: 6, from: "b", to: "a", why: "back", factor: 0.1 },
    ]);
    expect(lines).toEqual(["the voice a cannot keep up at the moment; b goes on"]);
  });

  test.each([
    ["the only one", ["a"], "aaaa"],
    ["like all others: the last goes on", ["a", "b"], "aabb"],
  ])("and %s", async (_, names, expected) => {
    const { voice, say } = fakeChain(names);
    for (const name of names) voice(name).behave = () => ({ pieces: 2, factor: 1.1 });
    let speakers = "";
    for (const text of ["1", "2", "3", "4"])
      speakers += (await say([text])).heard.map(({ name }) => name).join("");
    expect(speakers).toBe(expected);
  });

  test("is better than one that fails", async () => {
    const { voice, say } = fakeChain(["a", "b"]);
    voice("a").behave = () => ({ pieces: 4, factor: 1.1 });
    voice("b").behave = () => ({ pieces: 0, ending: "fail" });
    await say(["1"]);
    const { heard, errors } = await say(["2"]);
    expect({ heard, errors }).toEqual({ heard: [], errors: [expect.anything()] });
    expect((await say(["3"])).heard.map(({ name }) => name)).toEqual(["a"]);
  });
});

describe("a voice that is late", () => {
  /** Says the first clause of each utterance, and nothing in time after it. */
  const stallsIn = (...late: string[]) => {
    const made = fakeChain(["a", "b"]);
    made.voice("a").behave = (text) => (late.includes(text) ? { pieces: 0, ending: "stall" } : {});
    return made;
  };

  test("in the middle of an utterance: the next says the clause and the rest, and its request is aborted", async () => {
    const { voice, say, handovers, lines } = stallsIn("2");
    expect(await say(["1", "2", "3"], DRY)).toEqual({
      heard: [...by("a", "1"), ...by("b", "2", "3")],
      errors: [],
    });
    expect(voice("a").aborted).toEqual(["2"]);
    expect((await say(["4", "5"], DRY)).heard).toEqual(by("a", "4", "5"));
    expect(handovers.map(({ id, from, to, why }) => `${id} ${from}${to} ${why}`)).toEqual([
      "0 ab late",
      "1 ba back",
    ]);
    expect(lines).toEqual([]);
  });

  test("is not asked again before it has left what it was given up in", async () => {
    const left = Promise.withResolvers<void>();
    const { voice, say } = fakeChain(["a", "b"]);
    voice("a").behave = (text) =>
      text === "2" ? { pieces: 0, ending: "stall", endsLeft: left.promise } : {};
    await say(["1", "2"], DRY);
    expect((await say(["3"], DRY)).heard).toEqual(by("b", "3"));
    left.resolve();
    await Bun.sleep(0);
    expect((await say(["4"], DRY)).heard).toEqual(by("a", "4"));
  });

  test("is waited for while there is sound, or nobody listens at its pace", async () => {
    for (const untilDryMs of [() => null, () => Number.POSITIVE_INFINITY, () => 60_000]) {
      const { voice, say, handovers } = fakeChain(["a", "b"]);
      const abort = new AbortController();
      voice("a").behave = (text) => (text === "2" ? { pieces: 0, ending: "stall" } : {});
      const said = say(["1", "2"], untilDryMs, abort.signal);
      await Bun.sleep(600);
      expect(voice("b").asked).toEqual([]);
      abort.abort();
      await said;
      expect(handovers).toEqual([]);
    }
  });

  test("is waited for at the beginning of an utterance, unless it is a server's", async () => {
    const abort = new AbortController();
    const local = stallsIn("1");
    await local.voice("b").open();
    const said = local.say(["1"], DRY, abort.signal);
    const remote = fakeChain(["a", "b"], ["a"]);
    await remote.say(["0"], DRY);
    remote.voice("a").behave = () => ({ pieces: 0, ending: "stall" });
    expect((await remote.say(["1", "2"], DRY)).heard).toEqual(by("b", "1", "2"));
    expect(local.voice("a").aborted).toEqual([]);
    abort.abort();
    expect((await said).heard).toEqual([]);
  });

  test("again and again is slow", async () => {
    const { voice, say, handovers, lines } = fakeChain(["a", "b"]);
    voice("a").behave = (text) =>
      text === "2" ? { pieces: 0, ending: "stall" } : { pieces: 1, factor: 0.79 };
    for (let n = 0; n < 8; n++) await say(["1", "2"], DRY);
    expect(handovers.map(({ from, to, why }) => `${from}${to} ${why}`)).toEqual([
      ...["ab late", "ba back", "ab late", "ba back", "ab late", "ab slow"],
    ]);
    expect(lines).toEqual(["the voice a cannot keep up at the moment; b goes on"]);
  });

  test("stays when no other is open yet", async () => {
    const { voice, say, handovers } = fakeChain(["a", "b"]);
    const abort = new AbortController();
    voice("b").open = () => new Promise(() => {});
    voice("a").behave = (text) => (text === "2" ? { pieces: 0, ending: "stall" } : {});
    const said = say(["1", "2"], DRY, abort.signal);
    await Bun.sleep(600);
    abort.abort();
    await said;
    expect(handovers).toEqual([]);
  });
});

test("each voice has settings of its own, within what voices can do", async () => {
  const { chain, voice, say } = fakeChain(["a"]);
  Object.assign(chain.first, { spec: { name: "a", rate: 3, pitch: -2, volume: 1 } });
  await say(["1"]);
  expect(voice("a").asked).toEqual([{ text: "1", prosody: { speed: 3, pitch: -2 } }]);
});
