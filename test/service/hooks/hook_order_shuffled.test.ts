import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { JsonObject } from "../../../src/input/events.ts";
import { HookOrder } from "../../../src/service/hooks/hook_order.ts";
import { MOST_PATIENCE_MS, OVERTAKING_MS, PATIENCE_MS } from "../../../src/service/hooks/patience.ts";
import { FakeClock } from "./fake_clock.ts";

interface Sent {
  readonly session: string;
  /** Place in its session, from 0. */
  readonly place: number;
  readonly message: number;
  readonly isFirst: boolean;
  readonly object: JsonObject;
}

const END = -1;
/** All start within a tenth of a second, in the order of their places. */
const startedAt = (place: number) => place / 10;

/** A session's turn as it is sent: messages of so many deltas, then its end. */
function turn(session: string, messages: readonly number[]): Sent[] {
  const deltas = messages.flatMap((count, message) =>
    Array.from({ length: count }, (_, index) => ({
      ...{ message, isFirst: index === 0, hook_event_name: "MessageDisplay" },
      ...{ message_id: `m${message}`, index, final: index === count - 1 },
      delta: `line ${index} of message ${message} of ${session}\n`,
    })),
  );
  return [...deltas, { message: END, isFirst: true, hook_event_name: "Stop" }].map(
    ({ message, isFirst, ...fields }, place) => ({
      ...{ session, place, message, isFirst },
      object: { ...fields, session_id: session, place },
    }),
  );
}

/** What comes out, by session, and how long the longest was held in ms. All comes within the given time, after so long. */
function ordered(arriving: readonly Sent[], withinMs: number, afterMs = 0) {
  const clock = new FakeClock();
  clock.advance(afterMs);
  const places = new Map<unknown, unknown[]>(arriving.map(({ session }) => [session, []]));
  const arrivals = new Map<JsonObject, number>();
  let longestHeldMs = 0;
  const order = new HookOrder((object) => {
    places.get(object.session_id)?.push(object.place);
    longestHeldMs = Math.max(longestHeldMs, clock.now() - (arrivals.get(object) ?? Number.NaN));
  }, clock);
  for (const { object, place } of arriving) {
    arrivals.set(object, clock.now());
    order.push(object, startedAt(place));
    clock.advance(withinMs / arriving.length);
  }
  clock.advance(2 * PATIENCE_MS);
  expect(clock.timers).toBe(0);
  return { places, longestHeldMs };
}

const bySession = (all: readonly Sent[]) => Map.groupBy(all, ({ session }) => session);
const placesOf = (sent: readonly Sent[]) => sent.map(({ place }) => place);

/** Turns of several sessions, 200 objects or a few more, in any order. */
const hooksAtOnce = (messagesOfTurn: fc.Arbitrary<number[]>) =>
  fc.array(messagesOfTurn, { minLength: 1, maxLength: 20 }).chain((turns) => {
    const all: Sent[] = [];
    for (let n = 0; all.length < 200; n++) all.push(...turn(`s${n}`, turns[n % turns.length] ?? []));
    return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
  });

const oneMessage = fc.integer({ min: 1, max: 100 }).map((count) => [count]);
const someMessages = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 });

describe("200 hooks at once", () => {
  test("a message comes out in order, its turn's end behind it", () => {
    fc.assert(
      fc.property(hooksAtOnce(oneMessage), (arriving) => {
        const { places } = ordered(arriving, OVERTAKING_MS);
        for (const [session, sent] of bySession(arriving)) {
          const deltas = placesOf(sent.filter(({ message }) => message !== END)).sort((a, b) => a - b);
          // An end that comes before anything of its turn belongs to a turn without words, as far as one can know.
          const overtookAll = sent[0]?.message === END;
          const end = deltas.length;
          expect(places.get(session)).toEqual(overtookAll ? [end, ...deltas] : [...deltas, end]);
        }
      }),
    );
  });

  test("several messages come out whole, each in order and one after another", () => {
    fc.assert(
      fc.property(hooksAtOnce(someMessages), (arriving) => {
        const { places } = ordered(arriving, OVERTAKING_MS);
        for (const [session, sent] of bySession(arriving)) {
          const given = places.get(session) ?? [];
          expect(given.toSorted()).toEqual(placesOf(sent).toSorted());
          for (const message of Map.groupBy(sent, ({ message }) => message).values()) {
            const inOrder = placesOf(message).sort((a, b) => a - b);
            const from = given.indexOf(inOrder[0]);
            expect(given.slice(from, from + inOrder.length)).toEqual(inOrder);
          }
        }
      }),
    );
  });

  test("all comes out as it was sent where every process is slow", () => {
    fc.assert(
      fc.property(hooksAtOnce(someMessages), (arriving) => {
        const { places } = ordered(arriving, 2 * OVERTAKING_MS, OVERTAKING_MS + startedAt(200));
        for (const [session, sent] of bySession(arriving))
          expect(places.get(session)).toEqual(placesOf(sent).sort((a, b) => a - b));
      }),
    );
  });

  test("all comes out as it was sent where the first of each message overtakes no other first one", () => {
    fc.assert(
      fc.property(hooksAtOnce(someMessages), (shuffled) => {
        // The firsts take each other's places until they are in order; all else may come anywhere.
        const firsts = new Map(
          [...bySession(shuffled)].map(([session, sent]) => [
            session,
            sent.filter(({ isFirst }) => isFirst).sort((a, b) => a.place - b.place),
          ]),
        );
        const arriving = shuffled.map((sent) =>
          sent.isFirst ? (firsts.get(sent.session)?.shift() ?? sent) : sent,
        );
        const { places } = ordered(arriving, OVERTAKING_MS);
        for (const [session, sent] of bySession(arriving))
          expect(places.get(session)).toEqual(placesOf(sent).sort((a, b) => a - b));
      }),
    );
  });

  test("where some never come and some come twice, the rest comes once, in time, and in order unless it was too late", () => {
    const scenario = hooksAtOnce(someMessages).chain((all) =>
      fc.tuple(fc.subarray(all), fc.subarray(all), fc.double({ min: 0, max: 4, noNaN: true })),
    );
    fc.assert(
      fc.property(scenario, ([coming, again, patiences]) => {
        const repeated = again.filter((sent) => coming.includes(sent) && sent.message !== END);
        const { places, longestHeldMs } = ordered([...coming, ...repeated], patiences * PATIENCE_MS);
        expect(longestHeldMs).toBeLessThanOrEqual(MOST_PATIENCE_MS + 1e-6);
        for (const [session, sent] of bySession(coming)) {
          const given = places.get(session) ?? [];
          expect(new Set(given).size).toBe(given.length);
          // What came too late for its place is out of it, and not lost.
          expect(new Set(given)).toEqual(new Set<unknown>(placesOf(sent)));
          if (patiences > 1) continue;
          for (const message of Map.groupBy(sent, ({ message }) => message).values()) {
            const wanted = new Set<unknown>(placesOf(message));
            const got = given.filter((place) => wanted.has(place));
            expect(got).toEqual(got.toSorted((a, b) => Number(a) - Number(b)));
          }
        }
      }),
    );
  });
});
