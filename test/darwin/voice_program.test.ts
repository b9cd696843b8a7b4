import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadParts } from "../../src/parts.ts";
import { assistant, Program } from "../e2e/program.ts";
import { builtVoice, LIMIT_MS } from "./imitated_mac.ts";
import { heard } from "./stand_in_sound.ts";

/**
 * The whole pipe with the Apple voice: a copy of the sources whose list of parts names it, as a Mac's does. The list
 * lies at a fixed place beside the sources.
 */
setDefaultTimeout(LIMIT_MS);

const ROOT = join(import.meta.dir, "..", "..");
const copy = mkdtempSync(join(tmpdir(), "mac-program-"));
const command = [process.execPath, join(copy, "src", "main.ts")];

beforeAll(async () => {
  const apple = await builtVoice();
  for (const name of ["src", "ffi", "models", "package.json"])
    cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  mkdirSync(join(copy, "dist"));
  cpSync(join(ROOT, "dist", "pronunciations.zst"), join(copy, "dist", "pronunciations.zst"));
  writeFileSync(join(copy, "dist", "parts.json"), JSON.stringify({ ...loadParts(), apple }));
});
afterAll(() => rmSync(copy, { recursive: true }));

/** The texts of the sounds between the pauses. */
function heardApart(pcm: Int16Array): string[] {
  const texts: string[] = [];
  /** Well below the lowest level of a sound, and above what a filter's end leaves behind it. */
  const silent = 1000;
  const longest = 480;
  for (let from = 0, to = 0; from < pcm.length; from = to) {
    while (from < pcm.length && Math.abs(pcm[from] ?? 0) < silent) from++;
    to = from;
    for (let i = from; i < pcm.length && i - to <= longest; i++)
      if (Math.abs(pcm[i] ?? 0) >= silent) to = i + 1;
    if (to > from) texts.push(heard(pcm.subarray(from, to)));
    else break;
  }
  return texts;
}

test.each([
  ["without --voice", []],
  ["--voice kyoko", ["--voice", "kyoko"]],
  ["--voice ns:", ["--voice", "ns:"]],
])("a message is spoken whole and in order, %s", async (_, flags) => {
  using program = new Program(command);
  const sentences = ["一つ目の文です。", "二つ目は、少し長い文です。", "終わりました。"];
  const args = ["--no-translate", ...flags, "--output", program.wav];
  const { code, stderr } = await program.run(args, sentences.map(assistant).join(""));
  expect(stderr).toBe("");
  expect(code).toBe(0);
  const readings = program.events("clause").map(({ reading }) => String(reading));
  expect(readings.join("")).toBe(sentences.join(""));
  expect(heardApart(program.samples())).toEqual(readings);
});

test("a voice that is not there ends the program with the names of those that are", async () => {
  using program = new Program(command);
  const { code, stderr } = await program.run(
    ["--no-translate", "--voice", "tarou", "--output", program.wav],
    assistant("こんにちは。"),
  );
  expect(code).toBe(1);
  expect(stderr).toContain("(VOICE_REFUSED)");
  expect(stderr).toContain("Kyoko");
});
