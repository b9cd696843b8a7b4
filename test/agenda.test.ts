import { describe, expect, test } from "bun:test";
import { Agenda } from "../src/agenda.ts";
import type { Utterance } from "../src/input/utterance.ts";
import type { Work } from "../src/work.ts";

const LONG = "This sentence is so long that nobody would think of joining it with the next one in line.";

function utterance(id: number, text: string, kind: Utterance["kind"] = "text"): Utterance {
  return { id, kind, text, received_ms: id, session: null, agent: "main" };
}

/** An agenda that notes what it does; its notices count from 1000. */
function agendaOf(maxBacklogSeconds: number, rate = 1) {
  const joined: [number, number][] = [];
  const skipped: number[][] = [];
  const agenda = new Agenda({
    maxBacklogSeconds,
    rate,
    onJoin: (one, into) => joined.push([one.id, into.id]),
    onSkip: (all) => {
      skipped.push(all.map(({ id }) => id));
      return utterance(999 + skipped.length, `${all.length}文を飛ばします。`, "notice");
    },
  });
  return { agenda, joined, skipped };
}

/** Hears every utterance to its end before the next is taken. */
async function hear(agenda: Agenda): Promise<{ said: Utterance[]; silent: number[] }> {
  const said: Utterance[] = [];
  const silent: number[] = [];
  for await (const work of agenda) {
    expect(agenda.length).toBe(agenda.messages.length);
    if (work.signal.aborted) silent.push(work.utterance.id);
    else said.push(work.utterance);
    agenda.ended(work);
  }
  expect(agenda.length).toBe(0);
  return { said, silent };
}

const fill = (agenda: Agenda, texts: readonly string[]) => {
  for (const [id, text] of texts.entries()) agenda.add(utterance(id, text), id);
  agenda.close();
};

test("without a limit everything is said as it came, at the rate that was asked for", async () => {
  const { agenda, joined, skipped } = agendaOf(Number.POSITIVE_INFINITY);
  const texts = Array.from({ length: 500 }, (_, i) => `Short ${i}.`);
  fill(agenda, texts);
  expect(agenda.speed).toBe(1);
  const { said, silent } = await hear(agenda);
  expect(said.map(({ text }) => text)).toEqual(texts);
  expect([joined, skipped, silent]).toEqual([[], [], []]);
});

describe("when too much waits", () => {
  test("speech is faster, by 1.4 at most, and natural again afterwards", async () => {
    const { agenda } = agendaOf(20);
    agenda.add(utterance(0, LONG), 0);
    expect(agenda.speed).toBe(1);
    for (let id = 1; id < 4; id++) agenda.add(utterance(id, LONG), id);
    expect(agenda.speed).toBeGreaterThan(1);
    for (let id = 4; id < 40; id++) agenda.add(utterance(id, LONG), id);
    expect(agenda.speed).toBe(1.4);
    agenda.close();
    await hear(agenda);
    expect(agenda.speed).toBe(1);
  });

  test("speech is never faster than a voice can speak", () => {
    const { agenda } = agendaOf(20, 3.5);
    for (let id = 0; id < 40; id++) agenda.add(utterance(id, LONG), id);
    expect(agenda.speed).toBe(4);
  });

  test("short sentences are joined before any is skipped, and no word is lost", async () => {
    const { agenda, joined, skipped } = agendaOf(13);
    const texts = Array.from({ length: 18 }, (_, i) => `Number ${i}.`);
    fill(agenda, texts);
    const { said } = await hear(agenda);
    expect(joined.length).toBeGreaterThan(0);
    expect(skipped).toEqual([]);
    expect(said.map(({ text }) => text).join(" ")).toBe(texts.join(" "));
  });

  test("what tells of code stays an utterance of its own, and so does the prose around it", async () => {
    const { agenda } = agendaOf(13);
    for (let id = 0; id < 18; id++)
      agenda.add(
        id % 2 === 0
          ? utterance(id, `Number ${id}.`)
          : { ...utterance(id, `コード、${id}行`, "notice"), about: "code" },
        id,
      );
    agenda.close();
    const { said } = await hear(agenda);
    const code = said.filter(({ about }) => about === "code").map(({ text }) => text);
    expect(code).toEqual(Array.from({ length: 9 }, (_, n) => `コード、${2 * n + 1}行`));
    expect(said.filter(({ about, text }) => about === undefined && text.includes("コード"))).toEqual([]);
  });

  test("the oldest that wait are skipped, with a notice in their place; the newest are said", async () => {
    const { agenda, skipped } = agendaOf(20);
    fill(agenda, Array<string>(30).fill(LONG));
    const { said, silent } = await hear(agenda);
    expect(skipped.length).toBe(1);
    const gone = skipped.flat();
    expect(gone).toEqual(gone.toSorted((a, b) => a - b));
    expect(silent).toEqual(gone);
    const ids = said.map(({ id }) => id);
    expect(ids.toSorted((a, b) => a - b)).toEqual([
      ...Array.from({ length: 30 }, (_, id) => id).filter((id) => !gone.includes(id)),
      1000,
    ]);
    expect(ids.indexOf(1000)).toBeLessThan(ids.indexOf((gone.at(-1) ?? 0) + 1));
    expect(ids.at(-1)).toBe(29);
  });

  test("only so much is handed out ahead of the sound", async () => {
    const { agenda } = agendaOf(20);
    fill(agenda, [LONG, LONG, LONG]);
    const works: Work[] = [];
    const iterator = agenda[Symbol.asyncIterator]();
    const take = iterator.next().then(({ value }) => works.push(value));
    await take;
    const second = iterator.next().then(({ value }) => works.push(value));
    await second;
    const third = iterator.next().then(({ value }) => works.push(value));
    await Bun.sleep(0);
    expect(works.length).toBe(2);
    agenda.ended(works[0] as Work);
    await third;
    expect(works.length).toBe(3);
  });
});

test("what is dropped is handed out aborted, once; what comes later is said", async () => {
  const { agenda } = agendaOf(60);
  for (let id = 0; id < 3; id++) agenda.add(utterance(id, LONG), id);
  expect(agenda.drop([1, 7]).map(({ id }) => id)).toEqual([1]);
  expect(agenda.dropAll().map(({ id }) => id)).toEqual([0, 2]);
  expect(agenda.dropAll()).toEqual([]);
  agenda.add(utterance(3, LONG), 3);
  agenda.close();
  const { said, silent } = await hear(agenda);
  expect(said.map(({ id }) => id)).toEqual([3]);
  expect(silent).toEqual([0, 1, 2]);
});

describe("repeating", () => {
  const agendaWith = (count: number) => {
    const { agenda } = agendaOf(60);
    for (let id = 0; id < count; id++) agenda.add(utterance(id, LONG), id);
    const iterator = agenda[Symbol.asyncIterator]();
    const next = async (): Promise<Work> => (await iterator.next()).value;
    return { agenda, next };
  };
  const heard = async (agenda: Agenda, next: () => Promise<Work>) => {
    const work = await next();
    agenda.ended(work);
    return work;
  };

  test("begins with an utterance that was heard, and goes on with all that came after it", async () => {
    const { agenda, next } = agendaWith(5);
    for (let i = 0; i < 3; i++) await heard(agenda, next);
    const underWay = await next();
    expect(agenda.repeatFrom(1)).toEqual([1, 2, 3]);
    expect(agenda.length).toBe(4);
    expect(agenda.messages).toEqual([1, 2, 3, 4]);
    expect(underWay.signal.aborted).toBe(true);
    // The end of what was aborted is not the end of what is repeated.
    agenda.ended(underWay);
    const again: number[] = [];
    for (let i = 0; i < 4; i++) again.push((await heard(agenda, next)).utterance.id);
    expect(again).toEqual([1, 2, 3, 4]);
    expect(agenda.heard).toEqual([0, 1, 2, 3, 4]);
  });

  test("what was translated is not forgotten", async () => {
    const { agenda, next } = agendaWith(1);
    const work = await next();
    work.translated.isWhole = true;
    agenda.ended(work);
    agenda.repeatFrom(0);
    expect((await next()).translated).toBe(work.translated);
  });

  test("is possible after the end of the input, until the last has been heard", async () => {
    const { agenda, next } = agendaWith(1);
    const work = await next();
    agenda.close();
    const end = next();
    expect(agenda.repeatFrom(0)).toEqual([0]);
    agenda.ended(work);
    const again = await end;
    expect(again.utterance.id).toBe(0);
    agenda.ended(again);
    expect(await next()).toBeUndefined();
  });

  test("of what is not known does nothing", async () => {
    const { agenda, next } = agendaWith(2);
    const work = await heard(agenda, next);
    expect(agenda.repeatFrom(7)).toEqual([]);
    expect(work.signal.aborted).toBe(false);
    expect((await next()).utterance.id).toBe(1);
  });
});
