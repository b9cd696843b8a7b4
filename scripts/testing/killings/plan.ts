import fc from "fast-check";

/** What is killed: the service, one of its workers, or one of its clients. */
export const VICTIMS = ["service", "voice", "client", "translator"] as const;
export type Victim = (typeof VICTIMS)[number];

/**
 * When it is killed: while the service starts and loads, while clients connect, while they speak, while nobody has anything
 * to say, or while one client holds the turn in the middle of a message and the others wait for it.
 */
export const MOMENTS = ["loading", "greeting", "speaking", "idle", "held"] as const;
export type Moment = (typeof MOMENTS)[number];

/** Where a client's sound goes. */
export type Output = "null" | "wav" | "stdout" | "device";

/** One kill, and what is going on around it. */
export interface Round {
  readonly victim: Victim;
  readonly moment: Moment;
  /** When in its moment, as a share of the longest delay, from 0 to 1. */
  readonly when: number;
  /** Which client, where that is the victim. */
  readonly target: number;
  readonly outputs: readonly Output[];
  /** Between two lines of a client's input, in ms. */
  readonly gapMs: number;
  /** Whether a model translates; else the text is spoken as it is. */
  readonly translates: boolean;
  /** Whether the clients start the service by --spawn, all at once. */
  readonly spawns: boolean;
}

/** One round in so many plays on a sound device, where there is one; prime to the number of victims, so that each comes to it. */
const DEVICE_EVERY = 3;

/** So many kills: all kinds equally often, at all moments in turn; the same seed gives the same ones. */
export function plannedRounds(count: number, seed: number, hasDevice: boolean): Round[] {
  const orders = fc.sample(fc.shuffledSubarray([...MOMENTS], { minLength: MOMENTS.length }), {
    ...{ seed, numRuns: VICTIMS.length },
  });
  const draws = fc.sample(
    fc.record({
      when: fc.noBias(fc.nat(1000)).map((n) => n / 1000),
      target: fc.nat(1),
      outputs: fc.array(fc.constantFrom<Output>("null", "wav", "stdout"), { minLength: 2, maxLength: 3 }),
      gapMs: fc.noBias(fc.nat(250)),
      mayTranslate: fc.noBias(fc.nat(3)).map((n) => n === 0),
      spawns: fc.boolean(),
    }),
    { seed, numRuns: count },
  );
  return draws.map(({ mayTranslate, outputs, spawns, ...draw }, i) => {
    const nth = i % VICTIMS.length;
    const victim = VICTIMS[nth] ?? "service";
    const moment = orders[nth]?.[Math.floor(i / VICTIMS.length) % MOMENTS.length] ?? "speaking";
    const sounds = moment === "held" ? outputs.map(() => "null" as const) : outputs;
    return {
      ...{ ...draw, victim, moment },
      outputs: hasDevice && i % DEVICE_EVERY === 0 ? ["device", ...sounds.slice(1)] : sounds,
      translates: victim === "translator" || mayTranslate,
      spawns: spawns && moment === "loading" && (victim === "service" || victim === "client"),
    };
  });
}
