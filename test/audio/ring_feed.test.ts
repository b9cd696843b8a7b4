import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { RingFeed } from "../../src/audio/ring_feed.ts";

const SIZE = 50;

/** The ring of native/player_ring.cpp: what is flushed makes room only when the device takes frames the next time. */
class ModelRing {
  readonly heard: number[] = [];
  readonly ends: number[] = [];
  #frames: number[] = [];
  #taken = 0;
  #dropped = 0;

  write(pcm: Int16Array): number {
    const taken = [...pcm.subarray(0, SIZE - (this.#frames.length - this.#taken))];
    this.#frames.push(...taken);
    return taken.length;
  }

  endUtterance(): void {
    this.ends.push(this.#frames.length);
  }

  flush(): void {
    this.#dropped = this.#frames.length;
  }

  state() {
    const position = Math.max(this.#taken, this.#dropped);
    return { condition: "running", written: this.#frames.length, position, ...NO_TIMES } as const;
  }

  take(frames: number): void {
    this.#taken = Math.max(this.#taken, this.#dropped);
    const end = Math.min(this.#frames.length, this.#taken + frames);
    this.heard.push(...this.#frames.slice(this.#taken, end));
    this.#taken = end;
  }
}

const NO_TIMES = { positionAgeMs: 0, latency: 0, room: 0, underruns: 0 };

/** An utterance that was given to the feed: where its frames end, which they are, and whether it was left out. */
interface Given {
  end: number;
  readonly frames: readonly number[];
  isLeftOut: boolean;
}

describe("leaving out what is heard", () => {
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant("give" as const), frames: fc.integer({ min: 1, max: 20 }) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant("play" as const), frames: fc.integer({ min: 0, max: 30 }) }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("skip" as const) }) },
  );

  test("everything else is heard once and in order, and positions stay those of the frames", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ring = new ModelRing();
        const feed = new RingFeed(ring);
        const given: Given[] = [];
        let next = 0;
        const play = (frames: number) => {
          ring.take(frames);
          feed.heard(ring.state().position);
          feed.refill();
        };
        for (const one of steps) {
          if (one.do === "give") {
            const frames = Array.from({ length: one.frames }, () => next++);
            for (let taken = 0; taken < frames.length; ) {
              const more = feed.offer(Int16Array.from(frames.slice(taken)));
              taken += more;
              if (more === 0) play(5);
            }
            feed.endUtterance();
            given.push({ end: feed.written, frames, isLeftOut: false });
          } else if (one.do === "play") play(one.frames);
          else {
            const now = given.find(({ end }) => end > ring.state().position);
            if (now === undefined) continue;
            now.isLeftOut = true;
            const moved = feed.leaveOut(now.end);
            for (const later of given) if (later.end > now.end) later.end += moved;
            now.end = Number.NEGATIVE_INFINITY;
          }
        }
        while (ring.state().position < feed.written) play(7);

        const heard = new Set(ring.heard);
        expect(ring.heard).toEqual([...heard].toSorted((a, b) => a - b));
        for (const { frames, isLeftOut, end } of given)
          if (!isLeftOut) {
            expect(frames.filter((frame) => !heard.has(frame))).toEqual([]);
            // The device knows the end of an utterance by its position.
            expect(ring.ends).toContain(end);
          }
      }),
      { numRuns: 2000 },
    );
  });
});
