import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { frameName, MANIFEST_FILE, type Manifest, type PackedFile } from "../../src/embedded/pack.ts";
import { sha256OfFile } from "../../src/fetch/digest.ts";
import type { Parts } from "../../src/parts.ts";
import type { Content } from "./contents.ts";

/** 9 packs the dictionary in 2 s to 22 MB; 19 needs a minute for 18 MB, 3 saves a second and gives 24 MB. */
const LEVEL = 9;
/** Bytes of a file that are compressed on their own; what extraction holds in memory at a time. */
const FRAME_BYTES = 16 << 20;

/**
 * Writes the folder that `Pack` reads: each file in compressed frames, and the manifest. The same files give the same
 * bytes.
 *
 * @param folder empty folder for the pack
 */
export async function writePack(files: readonly Content[], parts: Parts, folder: string): Promise<void> {
  const packed: PackedFile[] = [];
  for (const { source, path } of files) {
    const bytes = await Bun.file(source).bytes();
    const sha256 = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
    const frames = Math.ceil(bytes.length / FRAME_BYTES);
    for (let index = 0; index < frames; index++) {
      const piece = bytes.subarray(index * FRAME_BYTES, (index + 1) * FRAME_BYTES);
      writeFileSync(
        join(folder, frameName({ sha256 }, index)),
        await Bun.zstdCompress(piece, { level: LEVEL }),
      );
    }
    packed.push({ path, bytes: bytes.length, sha256, frames });
  }
  writeFileSync(join(folder, MANIFEST_FILE), JSON.stringify({ files: packed, parts } satisfies Manifest));
}

/** All that decides what {@link writePack} writes. */
export async function packInputs(files: readonly Content[], parts: Parts): Promise<string[]> {
  const own = [import.meta.path, join(import.meta.dir, "../../src/embedded/pack.ts")];
  const read = [...files.map(({ source }) => source), ...own].map((path) => sha256OfFile(path));
  return [JSON.stringify(parts), ...files.map(({ path }) => path), ...(await Promise.all(read))];
}
