import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { SOUNDING_WITHIN_MS, type Told, Turns } from "../../src/service/turns.ts";

/** Turns with a clock that is set by hand, and everything that was told. */
function turns() {
  const told: string[] = [];
  const clock = { ms: 0 };
  const kept = new Turns({ now: () => clock.ms, tell: (id, state) => told.push(`${id} ${state}`) });
  return { turns: kept, clock, told };
}

describe("a free turn", () => {
  test("goes to whoever asks for it, and stays there as long as nobody else does", () => {
    const { turns: kept, clock, told } = turns();
    kept.want("a");
    clock.ms = 3_600_000;
    kept.sweep();
    expect(kept.deadline).toBeNull();
    expect(kept.holder).toBe("a");
    expect(told).toEqual(["a granted"]);
  });

  test("goes to those that waited, in the order in which they came", () => {
    const { turns: kept, told } = turns();
    for (const id of ["a", "b", "c"]) kept.want(id);
    kept.yield("a");
    kept.want("a");
    kept.yield("b");
    kept.yield("c");
    expect(told).toEqual([
      "a granted",
      "a contested",
      "b granted",
      "b contested",
      "c granted",
      "c contested",
      "a granted",
    ]);
  });

  test("goes to the session the user wrote in first, but not twice in a row", () => {
    const { turns: kept } = turns();
    for (const id of ["a", "b", "c", "d"]) kept.want(id);
    kept.wrote("d");
    const order = Array.from({ length: 6 }, () => {
      const { holder } = kept;
      if (holder === null) throw new Error("the turn is free although some want it");
      kept.yield(holder);
      kept.want(holder);
      return kept.holder;
    });
    expect(order).toEqual(["d", "b", "d", "c", "d", "a"]);
  });

  test("comes to everybody, wherever the user writes", () => {
    const { turns: kept } = turns();
    for (const id of ["z", "a", "b", "c", "d"]) kept.want(id);
    const order: string[] = [];
    for (let holder = kept.holder; order.length < 6 && holder !== null; holder = kept.holder) {
      kept.wrote(order.length % 2 === 0 ? "d" : "c");
      kept.yield(holder);
      kept.want(holder);
      order.push(kept.holder ?? "nobody");
    }
    expect(order).toEqual(["d", "a", "d", "b", "d", "c"]);
  });

  test("goes to the session that had it when no other wants it", () => {
    const { turns: kept, told } = turns();
    for (let round = 0; round < 2; round++) {
      kept.want("a");
      kept.yield("a");
    }
    expect(told).toEqual(["a granted", "a granted"]);
    expect(kept.holder).toBeNull();
  });

  test("goes on when its holder leaves", () => {
    const { turns: kept, told } = turns();
    for (const id of ["a", "b"]) kept.want(id);
    kept.leave("a");
    expect(told).toEqual(["a granted", "a contested", "b granted"]);
  });

  test("is no longer contested when those that waited have left", () => {
    const { turns: kept, clock, told } = turns();
    for (const id of ["a", "b"]) kept.want(id);
    kept.leave("b");
    clock.ms = 2 * SOUNDING_WITHIN_MS;
    kept.sweep();
    expect(told).toEqual(["a granted", "a contested", "a uncontested"]);
  });
});

describe("a contested turn", () => {
  test("is taken from a session that does not say that it sounds", () => {
    const { turns: kept, clock, told } = turns();
    kept.want("a");
    clock.ms = 60_000;
    kept.want("b");
    expect(kept.deadline).toBe(60_000 + SOUNDING_WITHIN_MS);
    clock.ms += SOUNDING_WITHIN_MS - 1;
    kept.sweep();
    expect(kept.holder).toBe("a");
    kept.sounding("a");
    kept.sounding("b");
    clock.ms += SOUNDING_WITHIN_MS - 1;
    kept.sweep();
    expect(kept.holder).toBe("a");
    clock.ms += 1;
    kept.sweep();
    expect(told).toEqual(["a granted", "a contested", "a revoked", "b granted"]);
  });

  test("can be had again by the session that lost it", () => {
    const { turns: kept, clock, told } = turns();
    for (const id of ["a", "b"]) kept.want(id);
    clock.ms = SOUNDING_WITHIN_MS;
    kept.sweep();
    // It did not know yet.
    kept.yield("a");
    kept.want("a");
    kept.yield("b");
    expect(told.slice(2)).toEqual(["a revoked", "b granted", "b contested", "a granted"]);
  });
});

test("a session may answer at once, and still everybody is told in order", () => {
  const told: string[] = [];
  const kept: Turns = new Turns({
    now: () => 0,
    tell: (id, state) => {
      told.push(`${id} ${state}`);
      if (state === "granted") kept.yield(id);
    },
  });
  for (const id of ["a", "b"]) kept.want(id);
  expect(told).toEqual(["a granted", "b granted"]);
  expect(kept.holder).toBeNull();
});

const SESSIONS = ["a", "b", "c", "d", "e"] as const;
const session = fc.constantFrom(...SESSIONS);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ op: fc.constant("want" as const), id: session }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("give" as const) }) },
  fc.record({ op: fc.constantFrom("yield", "sounding", "wrote", "leave"), id: session }),
  fc.record({ op: fc.constant("wait" as const), ms: fc.nat(SOUNDING_WITHIN_MS) }),
);

test("whatever comes: one holder, no free turn that is wanted, nobody forgotten, and all know how things stand", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200, size: "max" }), (steps) => {
      const clock = { ms: 0 };
      // What is true by what was told, and by what the sessions did themselves.
      const holders = new Map<string, { isContested: boolean; signAt: number }>();
      /** Those that want the turn: how many others have got it since, and how many while it was the favourite. */
      const waiting = new Map<string, { passed: number; favouritePassed: number }>();
      let favourite: string | null = null;
      const hear = (id: string, told: Told) => {
        const held = holders.get(id);
        switch (told) {
          case "granted":
            expect([...holders.keys()]).toEqual([]);
            expect(waiting.delete(id)).toBe(true);
            for (const [other, count] of waiting) {
              count.passed++;
              if (other === favourite) count.favouritePassed++;
              expect(count.passed).toBeLessThanOrEqual(2 * SESSIONS.length);
              expect(count.favouritePassed).toBeLessThanOrEqual(1);
            }
            holders.set(id, { isContested: false, signAt: clock.ms });
            break;
          case "revoked":
            expect(held?.isContested).toBe(true);
            expect(clock.ms).toBeGreaterThanOrEqual((held?.signAt ?? 0) + SOUNDING_WITHIN_MS);
            holders.delete(id);
            break;
          default:
            expect(held?.isContested).toBe(told === "uncontested");
            holders.set(id, { isContested: told === "contested", signAt: clock.ms });
        }
      };
      const kept = new Turns({ now: () => clock.ms, tell: hear });
      const giveBack = (id: string) => {
        holders.delete(id);
        kept.yield(id);
      };
      for (const done of steps) {
        switch (done.op) {
          case "want":
            if (!holders.has(done.id) && !waiting.has(done.id))
              waiting.set(done.id, { passed: 0, favouritePassed: 0 });
            kept.want(done.id);
            break;
          case "give":
            for (const id of [...holders.keys()]) giveBack(id);
            break;
          case "yield":
            giveBack(done.id);
            break;
          case "sounding": {
            const held = holders.get(done.id);
            if (held !== undefined) held.signAt = clock.ms;
            kept.sounding(done.id);
            break;
          }
          case "wrote":
            if (favourite !== done.id) for (const count of waiting.values()) count.favouritePassed = 0;
            favourite = done.id;
            kept.wrote(done.id);
            break;
          case "leave":
            holders.delete(done.id);
            waiting.delete(done.id);
            kept.leave(done.id);
            break;
          case "wait":
            clock.ms += done.ms;
            kept.sweep();
            break;
        }
        const [holder = null] = holders.keys();
        expect(kept.holder).toBe(holder);
        expect(holder === null && waiting.size > 0).toBe(false);
        for (const { isContested, signAt } of holders.values()) {
          expect(isContested).toBe(waiting.size > 0);
          expect(kept.deadline).toBe(isContested ? signAt + SOUNDING_WITHIN_MS : null);
        }
      }
    }),
    { numRuns: 500 },
  );
});
