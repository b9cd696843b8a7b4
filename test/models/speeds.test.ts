import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepSpeed, measuredSpeeds } from "../../src/models/speeds.ts";

let folder: string;
let model: string;
const before = process.env.XDG_CACHE_HOME;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "speeds-"));
  process.env.XDG_CACHE_HOME = folder;
  model = join(folder, "some.gguf");
  writeFileSync(model, "12345678");
});
afterEach(() => {
  if (before === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = before;
  rmSync(folder, { recursive: true });
});

const speed = () => measuredSpeeds().get("some.gguf")?.tokens_per_second;

test("keeps the fastest that a model was, and nothing of a short session", () => {
  keepSpeed(model, { tokens: 20, tokensPerSecond: 30 });
  keepSpeed(model, { tokens: 0, tokensPerSecond: null });
  expect(speed()).toBeUndefined();
  keepSpeed(model, { tokens: 200, tokensPerSecond: 20.04 });
  expect(speed()).toBe(20);
  keepSpeed(model, { tokens: 200, tokensPerSecond: 3 });
  expect(speed()).toBe(20);
  keepSpeed(model, { tokens: 200, tokensPerSecond: 25 });
  expect(speed()).toBe(25);
});

test("another file under the same name is another model", () => {
  keepSpeed(model, { tokens: 200, tokensPerSecond: 25 });
  writeFileSync(model, "1234567890");
  keepSpeed(model, { tokens: 200, tokensPerSecond: 10 });
  expect(speed()).toBe(10);
  expect(measuredSpeeds().get("some.gguf")?.bytes).toBe(10);
});

test("entries and fields of another version are kept, and hide nothing of this one", () => {
  keepSpeed(model, { tokens: 200, tokensPerSecond: 25 });
  const file = join(folder, "stream-tts-bun", "speeds.json");
  const ours = JSON.parse(readFileSync(file, "utf8"))["some.gguf"];
  const later = { decode: { tokens_per_second: 9 }, threads: 4 };
  writeFileSync(file, JSON.stringify({ "later.gguf": later, "some.gguf": { ...ours, threads: 4 } }));
  expect(speed()).toBe(25);
  keepSpeed(model, { tokens: 200, tokensPerSecond: 30 });
  expect(speed()).toBe(30);
  expect(JSON.parse(readFileSync(file, "utf8"))["later.gguf"]).toEqual(later);
});

test("what was kept and is damaged counts as nothing, and is written anew", () => {
  keepSpeed(model, { tokens: 200, tokensPerSecond: 25 });
  const file = join(folder, "stream-tts-bun", "speeds.json");
  writeFileSync(file, '{"some.gguf": {"tokens_per_second": -1}}');
  expect(measuredSpeeds().size).toBe(0);
  keepSpeed(model, { tokens: 200, tokensPerSecond: 22 });
  expect(speed()).toBe(22);
  expect(readdirSync(join(folder, "stream-tts-bun"))).toEqual(["speeds.json"]);
});
