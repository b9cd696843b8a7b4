import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { KeepingUp, type Spoken } from "../../src/speech/keeping_up.ts";

const SECOND = 1000;
/** A clause of two seconds at a real-time factor. */
const clause = (factor: number): Spoken => ({ synthesisMs: 2 * SECOND * factor, soundMs: 2 * SECOND });
/** One that was given up. */
const lost = (seconds: number): Spoken => ({ synthesisMs: seconds * SECOND, soundMs: 0 });

function voice() {
  let clock = 0;
  const keepingUp = new KeepingUp(() => clock);
  return {
    keepingUp,
    say: (...spoken: Spoken[]) => spoken.map((one) => keepingUp.spoke(one)),
    pass: (seconds: number) => {
      clock += seconds * SECOND;
    },
    /** Speaks too slowly until it has to rest; then the seconds until it may speak again. */
    restAfterSlowness: () => {
      while (!keepingUp.spoke(clause(1)));
      let seconds = 0;
      for (; keepingUp.isResting; seconds++) clock += SECOND;
      return seconds;
    },
  };
}

describe("a voice is slow", () => {
  test.each<[string, Spoken[], boolean]>([
    ["at once", [clause(1.6)], true],
    ["not before 3 s of synthesis", [clause(1.4)], false],
    ["after 3 s of synthesis", [clause(1.4), clause(0.9)], true],
    ["not at a factor of 0.8", [clause(0.8), clause(0.8), clause(0.8), clause(0.8)], false],
    ["just above it", [clause(0.81), clause(0.81)], true],
    ["by the latest 3 s alone", [...Array(20).fill(clause(0.1)), clause(0.9), clause(0.9)], true],
    ["not while one clause was slow", [clause(0.1), clause(1.2), clause(0.1), clause(0.1)], false],
    ["when it is given up again and again", [lost(1), lost(1), lost(1)], true],
    ["not when it is given up once", [clause(0.5), clause(0.5), lost(0.5), clause(0.5)], false],
    ["never when it is quick", Array(500).fill(clause(0.006)), false],
  ])("%s", (_, spoken, isSlow) => {
    const { say, keepingUp } = voice();
    expect(say(...spoken).includes(true)).toBe(isSlow);
    expect(keepingUp.isResting).toBe(isSlow);
  });
});

describe("the factor", () => {
  test.each<[string, Spoken[], number | null]>([
    ["is none before anything was said", [], null],
    ["of one clause", [clause(0.25)], 0.25],
    ["of the latest 10 s of sound", [clause(0.5), ...Array(5).fill(clause(0.1))], 0.1],
    ["of the latest 3 s of synthesis", [clause(0.1), clause(0.75), clause(0.75)], 0.75],
    ["that a rest is for", [clause(0.9), clause(0.9)], 0.9],
    ["is none without any sound", [lost(4)], null],
  ])("%s", (_, spoken, factor) => {
    const { say, keepingUp } = voice();
    say(...spoken);
    if (factor === null) expect(keepingUp.factor).toBeNull();
    else expect(keepingUp.factor).toBeCloseTo(factor, 6);
  });
});

describe("it rests", () => {
  test("for 15 s, and twice as long each time that it proves slow again, up to 4 min", () => {
    const { restAfterSlowness } = voice();
    expect(Array.from({ length: 7 }, restAfterSlowness)).toEqual([15, 30, 60, 120, 240, 240, 240]);
  });

  test("for half as long after every 3 s of synthesis in which it kept up", () => {
    const { restAfterSlowness, say } = voice();
    for (let n = 0; n < 4; n++) restAfterSlowness();
    say(clause(0.5), clause(0.5), clause(0.5));
    expect(restAfterSlowness()).toBe(120);
    for (let n = 0; n < 50; n++) say(clause(0.5));
    expect(restAfterSlowness()).toBe(15);
  });

  test("and what was slow before does not count after it", () => {
    const { say, pass, keepingUp } = voice();
    say(clause(2));
    pass(15);
    expect(say(clause(1))).toEqual([false]);
    expect(keepingUp.isResting).toBe(false);
  });
});

test("whatever is said, who is found slow rests, and the factor tells why", () => {
  const parts = fc.array(
    fc.record({ synthesisMs: fc.integer({ min: 0, max: 5000 }), soundMs: fc.integer({ min: 0, max: 5000 }) }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(parts, (spoken) => {
      let clock = 0;
      const keepingUp = new KeepingUp(() => clock);
      for (const one of spoken) {
        clock += 1000;
        const isSlow = keepingUp.spoke(one);
        if (isSlow) expect(keepingUp.isResting).toBe(true);
        const { factor } = keepingUp;
        if (isSlow && factor !== null) expect(factor).toBeGreaterThan(0.8);
      }
    }),
  );
});
