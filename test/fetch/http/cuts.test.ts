import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { fetchFrom, first, isExactly, serving, type Trial } from "./downloading.ts";
import { noise, random, sha256 } from "./file_server.ts";

// Ends a hang; nothing is judged by it.
setDefaultTimeout(60_000);

const SIZE = 1_500_000;
const FILE = noise(SIZE, 1);
const bench = serving(FILE);

/**
 * Runs that each end at their first failure, until one is done: each must ask for what the one before it had not received.
 *
 * @returns bytes that each run but the last left
 */
async function runsUntilWhole(trial: Trial = {}): Promise<number[]> {
  const kept: number[] = [];
  for (;;) {
    const asked = bench.server.ranges.length;
    let received = 0;
    const limits = { connections: 1, attempts: 1 };
    const onProgress = (bytes: number) => (received = bytes);
    const outcome = await fetchFrom(bench.server, bench.file, { ...trial, limits, onProgress }).catch(
      (error) => error,
    );
    expect(bench.server.ranges[asked]?.[0]).toBe(kept.at(-1) ?? 0);
    if (!(outcome instanceof Error)) break;
    expect(outcome).toMatchObject({ code: "FETCH_FAILED" });
    expect(await Bun.file(bench.file).exists()).toBe(false);
    kept.push(received);
  }
  expect(isExactly(bench.file, FILE)).toBe(true);
  return kept;
}

describe("a connection that is cut at 20 random places", () => {
  const HOWS = ["end", "destroy"] as const;
  const cutting = (seed: number, how: (typeof HOWS)[number]) => {
    const next = random(seed);
    const cuts = Array.from({ length: 20 }, () => next(70_000));
    bench.server.fault = (_, gets) => {
      const cutAfter = cuts[gets];
      return cutAfter === undefined ? null : { cutAfter, how };
    };
  };

  test.each(HOWS)("(%s) within one run: each request asks for what has not come", async (how) => {
    cutting(7, how);
    const received: number[] = [0];
    const onProgress = (bytes: number) => received.push(bytes);
    await fetchFrom(bench.server, bench.file, { limits: { connections: 1, attempts: 20 }, onProgress });
    expect(isExactly(bench.file, FILE)).toBe(true);
    expect(bench.server.ranges.length).toBeGreaterThan(20);
    for (const range of bench.server.ranges) expect(received).toContain(range?.[0] ?? -1);
    expect(received).toEqual(received.toSorted((a, b) => a - b));
  });

  test.each(HOWS)("(%s) over several connections: the file is exact", async (how) => {
    cutting(8, how);
    await fetchFrom(bench.server, bench.file, { limits: { attempts: 20 } });
    expect(isExactly(bench.file, FILE)).toBe(true);
    // What was on its way when a connection was cut is sent again, and no more.
    expect(bench.server.bytesSent).toBeLessThan(SIZE + 20 * 70_000);
  });

  test.each(HOWS)("(%s) and each cut ends its run: 20 runs share the work", async (how) => {
    cutting(9, how);
    const kept = await runsUntilWhole();
    expect(kept.length).toBe(20);
    expect(kept.at(-1)).toBeGreaterThan(0);
  });

  test("without ETag, but with a hash that is known: in parts, which another run takes up", async () => {
    bench.server.etag = null;
    bench.server.fault = first({ cutAfter: 100_000, how: "end" }, 2);
    const kept = await runsUntilWhole({ sha256: sha256(FILE) });
    expect(kept.length).toBe(2);
  });
});
