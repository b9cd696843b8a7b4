import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepVoiceSpeed, voiceSpeed, voiceSpeeds } from "../../src/speech/voice_speeds.ts";

let folder: string;
const before = process.env.XDG_CACHE_HOME;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "voice-speeds-"));
  process.env.XDG_CACHE_HOME = folder;
});
afterEach(() => {
  if (before === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = before;
  rmSync(folder, { recursive: true });
});

const file = () => join(folder, "stream-tts-bun", "voice_speeds.json");

test("keeps the best of each number, for each voice", () => {
  expect(voiceSpeed("mei")).toBeNull();
  keepVoiceSpeed("mei", { factor: 0.03, firstPcmMs: 20.04 });
  keepVoiceSpeed("http://localhost:8880?voice=a@b", { factor: 0.5, firstPcmMs: 300 });
  expect(voiceSpeed("mei")).toEqual({ factor: 0.03, firstPcmMs: 20 });
  keepVoiceSpeed("mei", { factor: 0.02, firstPcmMs: 90 });
  expect(voiceSpeed("mei")).toEqual({ factor: 0.02, firstPcmMs: 20 });
  keepVoiceSpeed("mei", { factor: 0.9, firstPcmMs: 15 });
  expect(voiceSpeed("mei")).toEqual({ factor: 0.02, firstPcmMs: 15 });
  expect([...voiceSpeeds().keys()]).toEqual(["mei", "http://localhost:8880?voice=a@b"]);
});

test("a worse measurement writes nothing", () => {
  keepVoiceSpeed("mei", { factor: 0.03, firstPcmMs: 20 });
  const written = readFileSync(file(), "utf8");
  keepVoiceSpeed("mei", { factor: 0.04, firstPcmMs: 21 });
  expect(readFileSync(file(), "utf8")).toBe(written);
});

test("entries of another version are kept, and damaged ones count as nothing", () => {
  keepVoiceSpeed("mei", { factor: 0.03, firstPcmMs: 20 });
  const { mei } = JSON.parse(readFileSync(file(), "utf8"));
  const later = { load: { factor: 1 } };
  writeFileSync(file(), JSON.stringify({ later, mei, nitech: { ...mei, factor: -1 } }));
  expect([...voiceSpeeds().keys()]).toEqual(["mei"]);
  keepVoiceSpeed("nitech", { factor: 0.5, firstPcmMs: 30 });
  expect(JSON.parse(readFileSync(file(), "utf8")).later).toEqual(later);
  expect(voiceSpeed("nitech")?.factor).toBe(0.5);
});
