import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { rmSync, truncateSync, writeFileSync } from "node:fs";
import { AppError } from "../../../src/errors.ts";
import { fetchFrom, first, isExactly, leftBy, serving, told } from "./downloading.ts";
import { noise, sha256 } from "./file_server.ts";

// Ends a hang; nothing is judged by it.
setDefaultTimeout(60_000);

const SIZE = 1_500_000;
const FILE = noise(SIZE, 1);
const bench = serving(FILE);

describe("a good server", () => {
  test("sends each byte once, over several connections, and the file is pinned", async () => {
    expect(await fetchFrom(bench.server, bench.file)).toEqual({ sha256: sha256(FILE), isProven: true });
    expect(isExactly(bench.file, FILE)).toBe(true);
    expect(new Set(bench.server.sent)).toEqual(new Set([1]));
    expect(bench.server.ranges.length).toBe(Math.ceil(SIZE / (256 * 1024)));
    expect(leftBy(bench.file)).toEqual(["model.gguf", "model.gguf.verified"]);
    expect(await Bun.file(`${bench.file}.verified`).json()).toMatchObject({
      sha256: sha256(FILE),
      bytes: SIZE,
    });
  });

  test("is told who asks, and not to pack the file", async () => {
    await fetchFrom(bench.server, bench.file, { token: "hf_secret" });
    for (const { headers } of bench.server.seen)
      expect(headers).toMatchObject({
        "user-agent": expect.stringMatching(/^stream-tts-bun\/\d/),
        "accept-encoding": "identity",
        authorization: "Bearer hf_secret",
      });
  });

  test("progress only ever grows, to the whole", async () => {
    const seen: number[] = [];
    await fetchFrom(bench.server, bench.file, { onProgress: (bytes) => seen.push(bytes) });
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(SIZE);
  });

  test("without ETag and hash: one request, and what came is not proven", async () => {
    bench.server.etag = null;
    expect(await fetchFrom(bench.server, bench.file)).toEqual({ sha256: sha256(FILE), isProven: false });
    expect(bench.server.ranges).toEqual([null]);
    expect(isExactly(bench.file, FILE)).toBe(true);
  });
});

describe("a wrong byte", () => {
  test("once: all is thrown away and fetched anew", async () => {
    let flips = 0;
    bench.server.fault = ({ range }) => {
      const isIn = range !== null && range[0] <= 700_000 && range[1] > 700_000;
      return isIn && flips++ === 0 ? { flip: 700_000 } : null;
    };
    await fetchFrom(bench.server, bench.file);
    expect(isExactly(bench.file, FILE)).toBe(true);
    expect(told.join()).toContain("fetched once more");
  });

  test("always: a clear error, and nothing is left", async () => {
    bench.server.fault = () => ({ flip: 3 });
    await expect(fetchFrom(bench.server, bench.file)).rejects.toMatchObject({
      code: "FETCH_DAMAGED",
      why: expect.stringContaining(sha256(FILE)),
    });
    expect(leftBy(bench.file)).toEqual([]);
  });

  test("on the disk, behind the journal's back: noticed, and fetched anew", async () => {
    bench.server.fault = first({ cutAfter: 200_000, how: "end" });
    const limits = { connections: 1, attempts: 1 };
    await expect(fetchFrom(bench.server, bench.file, { limits })).rejects.toThrow();
    const partial = await Bun.file(`${bench.file}.partial`).bytes();
    partial[1000] = (partial[1000] ?? 0) ^ 1;
    writeFileSync(`${bench.file}.partial`, partial);
    await fetchFrom(bench.server, bench.file, { limits });
    expect(isExactly(bench.file, FILE)).toBe(true);
  });
});

describe("another file under the same address", () => {
  const OTHER = noise(SIZE, 2);
  beforeEach(() => {
    // Without the hub's word, it is the answers to parts that tell.
    bench.server.isHub = false;
  });

  test("in the middle: all of the new one, nothing of the old one", async () => {
    bench.server.fault = (_, gets) => {
      if (gets === 2) bench.server.replace(OTHER);
      return null;
    };
    expect(await fetchFrom(bench.server, bench.file)).toEqual({ sha256: sha256(OTHER), isProven: false });
    expect(isExactly(bench.file, OTHER)).toBe(true);
    expect(told.join()).toContain("beginning anew");
  });

  test("between two runs, with the same size: the old partial is not used", async () => {
    bench.server.fault = first({ cutAfter: 100_000, how: "end" });
    const limits = { connections: 1, attempts: 1 };
    await expect(fetchFrom(bench.server, bench.file, { limits })).rejects.toThrow();
    bench.server.replace(OTHER);
    await fetchFrom(bench.server, bench.file, { limits });
    expect(isExactly(bench.file, OTHER)).toBe(true);
    expect(new Set(bench.server.sent)).toEqual(new Set([1]));
  });

  test("shorter than before, in the middle", async () => {
    const shorter = OTHER.subarray(0, 400_000);
    bench.server.fault = (_, gets) => {
      if (gets === 3) bench.server.replace(shorter);
      return null;
    };
    await fetchFrom(bench.server, bench.file, { limits: { connections: 1 } });
    expect(isExactly(bench.file, shorter)).toBe(true);
  });

  test("again and again: given up", async () => {
    bench.server.fault = (_, gets) => {
      if (gets >= 0) bench.server.replace(noise(SIZE, gets));
      return null;
    };
    await expect(fetchFrom(bench.server, bench.file)).rejects.toMatchObject({
      code: "FETCH_FAILED",
      why: expect.stringContaining("again and again"),
    });
    expect(await Bun.file(bench.file).exists()).toBe(false);
  });

  test("than the one that is known: refused before a byte is fetched", async () => {
    bench.server.isHub = true;
    for (const known of [{ sha256: sha256(OTHER) }, { bytes: SIZE + 1 }])
      await expect(fetchFrom(bench.server, bench.file, known)).rejects.toMatchObject({
        code: "FETCH_DAMAGED",
      });
    expect(bench.server.ranges).toEqual([]);
  });
});

describe("being stopped", () => {
  test("keeps what has come, ends at once, and the next run goes on from there", async () => {
    const stop = new AbortController();
    bench.server.fault = (_, gets) => (gets >= 2 ? { stallAfter: 1000 } : null);
    const reason = new Error("Ctrl-C");
    const onProgress = (bytes: number) => {
      if (bytes > 2 * 256 * 1024) stop.abort(reason);
    };
    // One connection, so that no request is on its way when the bytes are counted.
    const trial = { signal: stop.signal, onProgress, limits: { connections: 1 } };
    await expect(fetchFrom(bench.server, bench.file, trial)).rejects.toBe(reason);
    expect(await Bun.file(bench.file).exists()).toBe(false);
    bench.server.fault = () => null;
    const before = bench.server.bytesSent;
    let atOnce = 0;
    await fetchFrom(bench.server, bench.file, { onProgress: (bytes) => (atOnce ||= bytes) });
    expect(atOnce).toBeGreaterThan(2 * 256 * 1024);
    expect(bench.server.bytesSent - before).toBe(SIZE - atOnce);
    expect(isExactly(bench.file, FILE)).toBe(true);
  });

  test("by another version, whose journal says more than this one knows, is gone on from", async () => {
    const kept = 256 * 1024;
    const journal = { version: bench.server.etag, size: SIZE, ranges: [[0, kept]], sources: ["a mirror"] };
    writeFileSync(`${bench.file}.partial`, FILE.subarray(0, kept));
    truncateSync(`${bench.file}.partial`, SIZE);
    writeFileSync(`${bench.file}.partial.json`, JSON.stringify(journal));
    await fetchFrom(bench.server, bench.file);
    expect(bench.server.bytesSent).toBe(SIZE - kept);
    expect(isExactly(bench.file, FILE)).toBe(true);
  });

  test("while waiting for the next try", async () => {
    const stop = new AbortController();
    bench.server.fault = () => ({ status: 503, headers: { "Retry-After": "1" } });
    const limits = { longestPauseMs: 60_000, pauseMs: 60_000 };
    const run = fetchFrom(bench.server, bench.file, { signal: stop.signal, limits });
    while (told.length === 0) await Bun.sleep(5);
    stop.abort(new Error("enough"));
    await expect(run).rejects.toThrow("enough");
  });

  test("a journal that is damaged or not ours is no reason to fail", async () => {
    for (const journal of [
      "",
      "{}",
      '{"version":"x","size":1,"ranges":[]}',
      `{"version":${JSON.stringify(bench.server.etag)},"size":${SIZE},"ranges":[[0,${SIZE * 2}]]}`,
    ]) {
      writeFileSync(`${bench.file}.partial.json`, journal);
      writeFileSync(`${bench.file}.partial`, Buffer.alloc(SIZE));
      await fetchFrom(bench.server, bench.file);
      expect(isExactly(bench.file, FILE)).toBe(true);
      rmSync(bench.file);
    }
    expect(new Set(bench.server.sent)).toEqual(new Set([4]));
  });
});

describe("before the file gets its name", () => {
  const no = new AppError("MODEL_NOT_GGUF", { what: "no model", why: "magic", fix: "other file" });
  const refuse = () => {
    throw no;
  };

  test("it is looked at; one that is proven and refused is not fetched twice", async () => {
    await expect(fetchFrom(bench.server, bench.file, { check: refuse })).rejects.toBe(no);
    expect(leftBy(bench.file)).toEqual([]);
    expect(new Set(bench.server.sent)).toEqual(new Set([1]));
  });

  test("one that nobody has proven may have been damaged, and is fetched once more", async () => {
    bench.server.isHub = false;
    await expect(fetchFrom(bench.server, bench.file, { check: refuse })).rejects.toBe(no);
    expect(leftBy(bench.file)).toEqual([]);
    expect(new Set(bench.server.sent)).toEqual(new Set([2]));
  });

  test("there must be room for it, before a byte is fetched", async () => {
    bench.server.headers = { "X-Linked-Size": "1000000000000000", "X-Linked-Etag": '"v1"' };
    await expect(fetchFrom(bench.server, bench.file)).rejects.toMatchObject({ code: "DISK_FULL" });
    expect(bench.server.ranges).toEqual([]);
  });
});
