import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { AppError } from "../../../src/errors.ts";
import { fetchFrom, first, isExactly, leftBy, serving, told } from "./downloading.ts";
import { type Fault, noise } from "./file_server.ts";

// Ends a hang; nothing is judged by it.
setDefaultTimeout(60_000);

const SIZE = 1_500_000;
const FILE = noise(SIZE, 1);
const bench = serving(FILE);

describe("answers that are no file", () => {
  test.each([401, 403, 404, 418, 451])(
    "%i is final, at the first request and in the middle",
    async (status) => {
      bench.server.fault = () => ({ status });
      await expect(fetchFrom(bench.server, bench.file)).rejects.toMatchObject({
        code: "FETCH_DENIED",
        why: `status ${status}`,
      });
      expect(bench.server.seen.length).toBe(1);
      bench.server.fault = (_, gets) => (gets === 3 ? { status } : null);
      await expect(fetchFrom(bench.server, bench.file)).rejects.toMatchObject({ code: "FETCH_DENIED" });
      expect(await Bun.file(bench.file).exists()).toBe(false);
    },
  );

  test.each([408, 429, 500, 502, 503, 504])("%i passes", async (status) => {
    bench.server.fault = (_, gets) => (gets < 2 && bench.server.seen.length < 4 ? { status } : null);
    await fetchFrom(bench.server, bench.file, { limits: { connections: 1, attempts: 4 } });
    expect(isExactly(bench.file, FILE)).toBe(true);
    expect(told.join()).toContain(`answers ${status}`);
  });

  test("500 for ever: a clear error after the allowed tries", async () => {
    bench.server.fault = () => ({ status: 500 });
    await expect(fetchFrom(bench.server, bench.file)).rejects.toMatchObject({
      code: "FETCH_FAILED",
      why: expect.stringMatching(/answers 500 \(3 tries\)/),
    });
    expect(bench.server.seen.length).toBe(3);
  });

  test.each([
    ["Retry-After in seconds", { "Retry-After": "7200" }],
    ["Retry-After as a date", { "Retry-After": new Date(Date.now() + 7_200_000).toUTCString() }],
    ["Hugging Face's window", { RateLimit: '"resolvers";r=0;t=7200' }],
  ])("429 with %s beyond our patience: given up at once, and the time is told", async (_, headers) => {
    bench.server.fault = () => ({ status: 429, headers });
    await expect(fetchFrom(bench.server, bench.file)).rejects.toMatchObject({
      code: "FETCH_FAILED",
      why: expect.stringMatching(/asks to wait 7(200|19\d) s/),
      fix: expect.stringContaining("HF_TOKEN"),
    });
    expect(bench.server.seen.length).toBe(1);
  });

  test("429 with a short Retry-After is waited for", async () => {
    bench.server.fault = first({ status: 429, headers: { "Retry-After": "1" } });
    await fetchFrom(bench.server, bench.file);
    expect(isExactly(bench.file, FILE)).toBe(true);
    expect(told.join()).toContain("asks to wait 1 s; trying again in 1 s");
  });
});

describe("a server that says nothing more", () => {
  const limits = { stallMs: 150 };

  test.each([null, 0, 50_000])(
    "once, after %p bytes: another connection goes on from there",
    async (stallAfter) => {
      bench.server.fault = first({ stallAfter });
      await fetchFrom(bench.server, bench.file, { limits });
      expect(isExactly(bench.file, FILE)).toBe(true);
      expect(new Set(bench.server.sent)).toEqual(new Set([1]));
      expect(told.join()).toContain("sends nothing any more");
    },
  );

  test("for ever: a clear error", async () => {
    bench.server.fault = () => ({ stallAfter: 0 });
    await expect(fetchFrom(bench.server, bench.file, { limits })).rejects.toMatchObject({
      code: "FETCH_FAILED",
      why: expect.stringContaining("sends nothing any more"),
    });
    expect(await Bun.file(bench.file).exists()).toBe(false);
  });
});

describe("a server that does not say what is so", () => {
  const FAULTS: [string, Fault][] = [
    ["the whole file for a part", { ignoresRange: true }],
    [
      "another part than was asked for",
      { headers: { "Content-Range": `bytes 5-${256 * 1024 - 1}/${SIZE}` } },
    ],
    ["a part that is too long", { headers: { "Content-Range": `bytes 0-${SIZE - 1}/${SIZE}` } }],
    ["no Content-Range", { headers: { "Content-Range": undefined } }],
    ["a Content-Range that is none", { headers: { "Content-Range": "bytes */*" } }],
    ["more bytes than it announces", { excess: 10_000 }],
    ["more bytes than were asked for", { headers: { "Content-Length": undefined } }],
    ["fewer bytes than it announces", { cutAfter: 60_000, how: "end" }],
    ["no byte at all", { cutAfter: 0, how: "end" }],
    ["that the part lies beyond the end", { status: 416, headers: { "Content-Range": `bytes */${SIZE}` } }],
    ["that the file is packed", { headers: { "Content-Encoding": "gzip" } }],
    ["a redirect to nowhere", { status: 302 }],
    ["an empty answer", { status: 204 }],
  ];
  test.each(FAULTS)("%s, once: the file is exact", async (_, fault) => {
    bench.server.fault = first(fault);
    await fetchFrom(bench.server, bench.file);
    expect(isExactly(bench.file, FILE)).toBe(true);
    expect(leftBy(bench.file)).toEqual(["model.gguf", "model.gguf.verified"]);
  });

  test.each(FAULTS)("%s, always: the exact file or a clear error", async (_, fault) => {
    bench.server.fault = (_seen, gets) => (gets >= 0 ? fault : null);
    const outcome = await fetchFrom(bench.server, bench.file).catch((error: unknown) => error);
    if (outcome instanceof Error) {
      expect(outcome).toBeInstanceOf(AppError);
      expect(outcome).toMatchObject({ code: "FETCH_FAILED" });
      expect(await Bun.file(bench.file).exists()).toBe(false);
    } else expect(isExactly(bench.file, FILE)).toBe(true);
  });

  test("another size than it has, always: given up", async () => {
    bench.server.isHub = false;
    bench.server.fault = (_, gets) =>
      gets < 0 ? { headers: { "Content-Length": String(SIZE + 10) } } : null;
    await expect(fetchFrom(bench.server, bench.file)).rejects.toMatchObject({ code: "FETCH_FAILED" });
    expect(await Bun.file(bench.file).exists()).toBe(false);
  });

  test("no size at all", async () => {
    bench.server.isHub = false;
    bench.server.fault = () => ({ headers: { "Content-Length": "0" } });
    await expect(fetchFrom(bench.server, bench.file)).rejects.toMatchObject({
      code: "FETCH_FAILED",
      why: expect.stringContaining("does not say how large"),
    });
  });
});
