import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { writePack } from "../../scripts/package/pack.ts";
import { Pack } from "../../src/embedded/pack.ts";

/** What a small pack holds: two folders, one below another, an empty file and one of several compressed blocks. */
export const CONTENTS: Record<string, Uint8Array> = {
  "llm/libllama.so": Buffer.from("not really a library"),
  "japanese-data/dictionary/sys.dic": new Uint8Array(300_000).map((_, i) => (i * i) % 251),
  "japanese-data/voices/mei.htsvoice": Buffer.from("a voice"),
  "licences/empty": new Uint8Array(0),
};

const PARTS = {
  llamaFolder: "llm",
  llm: "llm/libllama.so",
  bareLoop: "llm/libllama.so",
  openJTalk: "llm/libllama.so",
  kokoro: "llm/libllama.so",
  echo: "llm/libllama.so",
  player: "llm/libllama.so",
  resampler: "llm/libllama.so",
  dictionary: "japanese-data/dictionary",
  htsVoices: { mei: "japanese-data/voices/mei.htsvoice" },
};

/** A folder for one test, with packs in it and a place to extract them to. */
export class Ground implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "stream-tts-bun-embedded-"));
  /** As the cache's folder of versions. */
  readonly root = join(this.folder, "runtime");

  /** Writes a pack; another `stamp` gives another version. */
  async pack(stamp = "1"): Promise<{ pack: Pack; folder: string }> {
    const folder = join(this.folder, `pack-${stamp}`);
    const sources = join(this.folder, `sources-${stamp}`);
    mkdirSync(folder);
    const all = { ...CONTENTS, "licences/stamp": Buffer.from(stamp) };
    const files = Object.entries(all).map(([path, bytes]) => {
      const source = join(sources, path);
      mkdirSync(dirname(source), { recursive: true });
      writeFileSync(source, bytes);
      return { source, path };
    });
    await writePack(files, PARTS, folder);
    return { pack: new Pack(folder), folder };
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
