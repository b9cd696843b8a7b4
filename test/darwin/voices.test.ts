import { beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { loadParts } from "../../src/parts.ts";
import { builtVoice, LIMIT_MS } from "./imitated_mac.ts";

/** Which voices a Mac has. */
setDefaultTimeout(LIMIT_MS);

let library: string;
beforeAll(async () => {
  library = await builtVoice();
});

async function listed(of: string, voices: readonly string[], older: readonly string[] = []) {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "voices_child.ts"), of], {
    ...{ stdio: ["ignore", "pipe", "pipe"], timeout: LIMIT_MS, killSignal: "SIGKILL" },
    env: { ...process.env, STANDIN_VOICES: voices.join(","), STANDIN_OLDER_VOICES: older.join(",") },
  });
  const [stdout, stderr, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { voices: code === 0 ? JSON.parse(stdout) : null, stderr, code };
}

test("each with what opens it, its language, and what people call it; once, though both engines have it", async () => {
  const { voices } = await listed(library, [
    "com.apple.voice.compact.en-US.Samantha",
    "com.apple.voice.premium.ja-JP.Otoya",
    "com.apple.eloquence.ja-JP.Eddy|Eddy (日本語)|ja-JP",
  ]);
  expect(voices).toEqual([
    { name: "com.apple.voice.compact.en-US.Samantha", language: "en-US", description: "Samantha" },
    { name: "com.apple.voice.premium.ja-JP.Otoya", language: "ja-JP", description: "Otoya (Premium)" },
    { name: "com.apple.eloquence.ja-JP.Eddy", language: "ja-JP", description: "Eddy (日本語)" },
  ]);
});

test("those that only the older engine has are opened by ns:", async () => {
  const older = ["com.apple.speech.synthesis.voice.kyoko|Kyoko|ja-JP"];
  const { voices } = await listed(library, ["com.apple.voice.compact.ja-JP.Kyoko"], older);
  expect(voices).toEqual([
    { name: "com.apple.voice.compact.ja-JP.Kyoko", language: "ja-JP", description: "Kyoko" },
    { name: "ns:com.apple.speech.synthesis.voice.kyoko", language: "ja-JP", description: "Kyoko" },
  ]);
});

test("a tab or a line feed in a name does not make another field or voice", async () => {
  const { voices } = await listed(library, ["com.example.odd|O\tt\noya|ja-JP"]);
  expect(voices).toEqual([{ name: "com.example.odd", language: "ja-JP", description: "O t oya" }]);
});

test("more than fits into the first answer", async () => {
  const names = Array.from({ length: 300 }, (_, n) => `com.apple.voice.compact.ja-JP.Voice${n}`);
  const { voices } = await listed(library, names);
  expect(voices.map(({ name }: { name: string }) => name)).toEqual(names);
});

test("none", async () => {
  expect((await listed(library, [])).voices).toEqual([]);
});

test.each(["openJTalk", "echo"] as const)("%s has none of the system's", async (part) => {
  expect(await listed(loadParts()[part], [])).toEqual({ voices: [], stderr: "", code: 0 });
});

test("a library that cannot be loaded is told as a refusal", async () => {
  const { stderr, code } = await listed("/nowhere/libtts_voice_apple.dylib", []);
  expect(code).toBe(1);
  expect(stderr).toContain("VOICE_REFUSED");
  expect(stderr).toContain("/nowhere/libtts_voice_apple.dylib");
});
