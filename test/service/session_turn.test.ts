import { afterEach, beforeEach, describe, expect, jest, test } from "bun:test";
import fc from "fast-check";
import { SessionTurn } from "../../src/service/session_turn.ts";
import { Turns } from "../../src/service/turns.ts";

const patient = () => new AbortController().signal;

/** A turn, and what it said and what it was asked to notice. */
function sessionTurn() {
  const said: string[] = [];
  const turn = new SessionTurn({
    want: () => said.push("want"),
    yield: () => said.push("yield"),
    sounding: () => said.push("sounding"),
  });
  const changes: boolean[] = [];
  turn.onChange = () => changes.push(turn.isHeld);
  return { turn, said, changes };
}

/** A turn that is held. */
async function held() {
  const parts = sessionTurn();
  const taken = parts.turn.take(patient());
  parts.turn.receive("granted");
  await taken;
  return parts;
}

describe("take", () => {
  test("asks once, and all that wait for it go on with it", async () => {
    const { turn, said } = sessionTurn();
    const both = Promise.all([turn.take(patient()), turn.take(patient())]);
    expect(turn.isHeld).toBe(false);
    turn.receive("granted");
    await both;
    await turn.take(patient());
    expect(turn.isHeld).toBe(true);
    expect(said).toEqual(["want"]);
  });

  test("returns with its signal, and the turn that comes then is given back", async () => {
    const { turn, said } = sessionTurn();
    const abort = new AbortController();
    const taken = turn.take(abort.signal);
    abort.abort();
    await taken;
    await turn.take(abort.signal);
    expect(turn.isHeld).toBe(false);
    turn.receive("granted");
    expect(turn.isHeld).toBe(false);
    expect(said).toEqual(["want", "yield"]);
  });

  test("does not ask anew for what was asked for before", async () => {
    const { turn, said } = sessionTurn();
    const abort = new AbortController();
    const first = turn.take(abort.signal);
    abort.abort();
    await first;
    const second = turn.take(patient());
    turn.receive("granted");
    await second;
    expect(said).toEqual(["want"]);
  });

  test("asks again when the turn is lost before it could go on", async () => {
    const { turn, said } = sessionTurn();
    const taken = turn.take(patient());
    turn.receive("granted");
    turn.receive("contested");
    turn.receive("revoked");
    await Promise.resolve();
    await Promise.resolve();
    expect(said).toEqual(["want", "want"]);
    turn.receive("granted");
    await taken;
    expect(turn.isHeld).toBe(true);
  });
});

describe("what a session that holds the turn is told", () => {
  test("contested and uncontested", async () => {
    const { turn, changes } = await held();
    turn.receive("contested");
    expect(turn.isContested).toBe(true);
    turn.receive("uncontested");
    expect(turn.isContested).toBe(false);
    expect(changes).toEqual([true]);
  });

  test("revoked", async () => {
    const { turn, said, changes } = await held();
    turn.receive("contested");
    turn.receive("revoked");
    expect(changes).toEqual([true, false]);
    expect(turn.isContested).toBe(false);
    turn.yield();
    expect(said).toEqual(["want"]);
  });

  test("of a turn that it has given back, nothing", async () => {
    const { turn, changes } = await held();
    turn.yield();
    turn.receive("contested");
    turn.receive("revoked");
    expect(turn.isContested).toBe(false);
    expect(changes).toEqual([]);
  });
});

describe("the heartbeat", () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test.each<[string, (turn: SessionTurn) => void]>([
    ["the turn is given back", (turn) => turn.yield()],
    ["the turn is revoked", (turn) => turn.receive("revoked")],
    ["nobody wants it any more", (turn) => turn.receive("uncontested")],
    ["nobody gives turns any more", (turn) => turn.release()],
  ])("goes out each second while the turn is contested, until %s", async (_, end) => {
    const { turn, said } = await held();
    jest.advanceTimersByTime(10_000);
    expect(said).not.toContain("sounding");
    turn.receive("contested");
    jest.advanceTimersByTime(4_500);
    expect(said.filter((word) => word === "sounding")).toHaveLength(4);
    end(turn);
    jest.advanceTimersByTime(10_000);
    expect(said.filter((word) => word === "sounding")).toHaveLength(4);
  });
});

test("when nobody gives turns any more, it is always this session's", async () => {
  const { turn, said } = sessionTurn();
  const taken = turn.take(patient());
  turn.release();
  await taken;
  turn.yield();
  turn.receive("revoked");
  await turn.take(patient());
  expect(turn.isHeld).toBe(true);
  expect(turn.isContested).toBe(false);
  expect(said).toEqual(["want"]);
});

/** Sessions and those turns as two processes see each other: what they say arrives in order, but at any time. */
function apart(count: number) {
  const toTurns: (() => void)[][] = Array.from({ length: count }, () => []);
  const toSession: (() => void)[][] = Array.from({ length: count }, () => []);
  const kept = new Turns({
    now: () => 0,
    tell: (id, told) => toSession[Number(id)]?.push(() => sessions[Number(id)]?.receive(told)),
  });
  const sessions = toTurns.map((line, n) => {
    const id = String(n);
    return new SessionTurn({
      want: () => line.push(() => kept.want(id)),
      yield: () => line.push(() => kept.yield(id)),
      sounding: () => line.push(() => kept.sounding(id)),
    });
  });
  return { sessions, lines: [...toTurns, ...toSession] };
}

test("two sessions never have the turn at once, and each that waits gets it, however late news arrive", async () => {
  const count = 3;
  const act = fc.oneof(
    { weight: 3, arbitrary: fc.record({ op: fc.constant("arrive" as const), n: fc.nat(2 * count - 1) }) },
    fc.record({ op: fc.constantFrom("take", "abort", "yield"), n: fc.nat(count - 1) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 60, size: "max" }), async (acts) => {
      const { sessions, lines } = apart(count);
      const taking = sessions.map(() => ({ abort: new AbortController(), waits: 0 }));
      const settle = async () => {
        for (let round = 0; round < 4; round++) await Promise.resolve();
        expect(sessions.filter(({ isHeld }) => isHeld).length).toBeLessThanOrEqual(1);
      };
      for (const { op, n } of acts) {
        const take = taking[n];
        const session = sessions[n];
        if (op === "arrive") lines[n]?.shift()?.();
        else if (take === undefined || session === undefined) throw new Error("no such session");
        else if (op === "yield") session.yield();
        else if (op === "abort") {
          take.abort.abort();
          take.abort = new AbortController();
        } else {
          take.waits++;
          void session.take(take.abort.signal).then(() => take.waits--);
        }
        await settle();
      }
      // Everything arrives, and whoever has the turn gives it back.
      for (let round = 0; round < 4 * count; round++) {
        for (const line of lines) while (line.length > 0) line.shift()?.();
        await settle();
        for (const session of sessions) session.yield();
      }
      expect(taking.map(({ waits }) => waits)).toEqual(sessions.map(() => 0));
    }),
  );
});
