import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { SessionTurn } from "../../src/service/session_turn.ts";
import { Turns } from "../../src/service/turns.ts";
import { TurnTaking } from "../../src/session/turn_taking.ts";
import type { Work } from "../../src/work.ts";

/** Sessions of one process, with the turns of the service, and what sounds of them. */
class Stage {
  readonly heard: string[] = [];
  readonly #sessions = new Map<string, SessionTurn>();
  readonly #turns = new Turns({
    now: () => performance.now(),
    // As over a socket: never at once.
    tell: (id, told) => queueMicrotask(() => this.#sessions.get(id)?.receive(told)),
  });
  sounding: string | null = null;
  overlaps = 0;

  turnOf(id: string): SessionTurn {
    const turn = new SessionTurn({
      want: () => queueMicrotask(() => this.#turns.want(id)),
      yield: () => queueMicrotask(() => this.#turns.yield(id)),
      sounding: () => {},
    });
    this.#sessions.set(id, turn);
    return turn;
  }
}

/** A session that says messages of so many utterances each. `translate` resolves when one of a message is ready. */
class Speaker {
  readonly taking: TurnTaking;
  /** Messages of what is not heard, in order. */
  waiting: number[];
  isHeld = false;
  isOpen = false;
  readonly #stage: Stage;
  readonly #id: string;
  readonly #translate: (message: number) => Promise<void>;

  constructor(
    stage: Stage,
    id: string,
    messages: readonly number[],
    translate: (message: number) => Promise<void> = async () => {},
  ) {
    this.#stage = stage;
    this.#id = id;
    this.#translate = translate;
    this.waiting = messages.flatMap((utterances, message) =>
      Array.from({ length: utterances }, () => message),
    );
    this.taking = new TurnTaking(stage.turnOf(id), {
      isMessageOpen: () => this.isOpen,
      messages: () => this.waiting,
      hold: (on) => {
        this.isHeld = on;
      },
    });
  }

  async speak(): Promise<void> {
    for (let message = this.waiting[0]; message !== undefined; message = this.waiting[0]) {
      await this.#translate(message);
      const work = workOf(message);
      await this.taking.before(work);
      await this.#sound(message);
      this.waiting = this.waiting.slice(1);
      this.taking.ended(work);
    }
    this.taking.close();
  }

  async #sound(message: number): Promise<void> {
    if (this.#stage.sounding !== null) this.#stage.overlaps++;
    this.#stage.sounding = this.#id;
    await Bun.sleep(0);
    this.#stage.heard.push(`${this.#id}${message}`);
    this.#stage.sounding = null;
  }
}

function workOf(message: number): Work {
  const utterance = { id: 0, kind: "text", text: "", received_ms: 0, session: null, agent: "main" } as const;
  return {
    utterance,
    message,
    translated: { clauses: [], isWhole: false },
    signal: new AbortController().signal,
  };
}

async function steps(count: number): Promise<void> {
  for (let step = 0; step < count; step++) await Bun.sleep(0);
}

/** What follows each other without the same beside it. */
const runs = (heard: readonly string[]) => heard.filter((name, i) => name !== heard[i - 1]);

describe("sessions that take turns", () => {
  test("one at a time, each message in one piece, nothing lost", async () => {
    const session = fc.record({
      messages: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }),
      translates: fc.nat(3),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(session, { minLength: 2, maxLength: 5 }), async (sessions) => {
        const stage = new Stage();
        const ids = [..."abcde"];
        const speakers = sessions.map(
          ({ messages, translates }, i) =>
            new Speaker(stage, ids[i] ?? "", messages, () => steps(translates)),
        );
        const wanted = speakers.flatMap(({ waiting }, i) => waiting.map((message) => `${ids[i]}${message}`));
        await Promise.all(speakers.map((speaker) => speaker.speak()));
        expect(stage.overlaps).toBe(0);
        expect(stage.heard.toSorted()).toEqual(wanted.toSorted());
        expect(new Set(runs(stage.heard)).size).toBe(runs(stage.heard).length);
      }),
      { numRuns: 60 },
    );
  });

  test("a message that was heard ends the turn, though the next one of the same session is not ready", async () => {
    const stage = new Stage();
    const quick = new Speaker(stage, "b", [1, 1]);
    const { promise: isQuickDone, resolve } = Promise.withResolvers<void>();
    const slow = new Speaker(stage, "a", [1, 1], (message) => (message === 0 ? steps(0) : isQuickDone));
    const spoken = slow.speak();
    while (stage.sounding !== "a") await Bun.sleep(0);
    await quick.speak();
    resolve();
    await spoken;
    expect(stage.heard).toEqual(["a0", "b0", "b1", "a1"]);
  });

  test("nothing of the next message is let through while the one before sounds, since somebody may come", async () => {
    const stage = new Stage();
    const [first, second] = [new Speaker(stage, "a", [1, 1]), new Speaker(stage, "b", [1])];
    const [message, next] = [workOf(0), workOf(1)];
    await first.taking.before(message);
    let isLetThrough = false;
    const ahead = first.taking.before(next).then(() => {
      isLetThrough = true;
    });
    await Bun.sleep(1);
    const other = second.speak();
    await Bun.sleep(1);
    expect({ isLetThrough, heard: stage.heard }).toEqual({ isLetThrough: false, heard: [] });
    first.waiting = [1];
    first.taking.ended(message);
    await Promise.all([other, ahead]);
    expect(stage.heard).toEqual(["b0"]);
  });

  test("what follows a message's end in the input ends the turn, too", async () => {
    const stage = new Stage();
    const [first, second] = [new Speaker(stage, "a", [1]), new Speaker(stage, "b", [1])];
    first.isOpen = true;
    const work = workOf(0);
    await first.taking.before(work);
    first.waiting = [];
    const other = second.speak();
    await Bun.sleep(1);
    first.taking.ended(work);
    first.taking.read();
    await Bun.sleep(1);
    expect(stage.heard).toEqual([]);
    first.isOpen = false;
    first.taking.read();
    await other;
    expect(stage.heard).toEqual(["b0"]);
  });

  test("a session that is paused lets others sound, and goes on in a turn of its own", async () => {
    const stage = new Stage();
    const [first, second] = [new Speaker(stage, "a", [1]), new Speaker(stage, "b", [1])];
    await first.taking.before(workOf(0));
    first.taking.pause(true);
    expect(first.isHeld).toBe(true);
    const hold = workOf(0);
    await second.taking.before(hold);
    first.taking.pause(false);
    await Bun.sleep(1);
    expect(first.isHeld).toBe(true);
    second.waiting = [];
    second.taking.ended(hold);
    while (first.isHeld) await Bun.sleep(0);
  });

  test("a session that is paused while it waits for its turn holds up nobody", async () => {
    const stage = new Stage();
    const speakers = [..."abc"].map((id) => new Speaker(stage, id, [1]));
    const spoken = speakers.map((speaker) => speaker.speak());
    while (stage.sounding !== "a") await Bun.sleep(0);
    speakers[1]?.taking.pause(true);
    await Promise.all([spoken[0], spoken[2]]);
    expect(stage.heard).toEqual(["a0", "c0"]);
    speakers[1]?.taking.pause(false);
    await spoken[1];
    expect(stage.heard).toEqual(["a0", "c0", "b0"]);
  });

  test("nor one that is paused again while it waits to go on", async () => {
    const stage = new Stage();
    const speakers = [..."abc"].map((id) => new Speaker(stage, id, [1]));
    await speakers[0]?.taking.before(workOf(0));
    speakers[0]?.taking.pause(true);
    const second = speakers[1]?.speak();
    while (stage.sounding !== "b") await Bun.sleep(0);
    speakers[0]?.taking.pause(false);
    speakers[0]?.taking.pause(true);
    await Promise.all([second, speakers[2]?.speak()]);
    expect(stage.heard).toEqual(["b0", "c0"]);
    expect(speakers[0]?.isHeld).toBe(true);
  });
});
