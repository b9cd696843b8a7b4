import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { perform } from "../../src/doctor/check.ts";
import { voiceCheck } from "../../src/doctor/voice.ts";
import type { Parts } from "../../src/parts.ts";

const PARTS: Parts = {
  ...{ llamaFolder: "", llm: "", bareLoop: "", player: "", resampler: "", dictionary: "dictionary" },
  ...{ openJTalk: "openjtalk.so", kokoro: "kokoro.so", echo: "echo.so" },
  htsVoices: { mei: "mei.htsvoice" },
};

const cache = mkdtempSync(join(tmpdir(), "doctor-voice-"));
const before = process.env.XDG_CACHE_HOME;
beforeAll(() => {
  process.env.XDG_CACHE_HOME = cache;
});
afterAll(() => {
  if (before === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = before;
  rmSync(cache, { recursive: true });
});

test.each([
  ["kokoro", /jf_tebukuro is not here yet: its voice pack kokoro/, "stream-tts-bun voices pull kokoro"],
  ["nitec", /no voice named nitec: there is nitech; the voices here are: mei/, "--voice"],
  ["http://localhost:1/v1", /http:\/\/localhost:1\/v1 cannot be used/, "start the server"],
])("a voice that cannot be had is told with what helps: %s", async (name, what, fix) => {
  const finding = await perform(voiceCheck(() => PARTS, name));
  expect(finding).toMatchObject({ state: "failed", what: expect.stringMatching(what) });
  expect(finding.fix).toContain(fix);
});
