import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { AppError, reasonOf } from "../errors.ts";
import { Parts } from "../parts_schema.ts";

/** One file of a pack. */
export const PackedFile = z.strictObject({
  /** Where it is extracted to, below the folder of its version. */
  path: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  /** How many zstd frames hold it: `<sha256>.0`, `<sha256>.1`, … */
  frames: z.int(),
});
export type PackedFile = z.infer<typeof PackedFile>;

/** manifest.json of a pack. */
export const Manifest = z.strictObject({
  files: z.array(PackedFile),
  /** The list of parts, its paths below the folder of the version. */
  parts: Parts,
});
export type Manifest = z.infer<typeof Manifest>;

export const MANIFEST_FILE = "manifest.json";
const MUCH_BYTES = 1 << 20;

/** The name of a frame of a file, beside the manifest. */
export function frameName(file: Pick<PackedFile, "sha256">, index: number): string {
  return `${file.sha256}.${index}`;
}

/** The files that the executable brings along: a folder of compressed pieces and their manifest. */
export class Pack {
  readonly manifest: Manifest;
  /** Names what the pack holds: 16 hexadecimal digits of a hash. */
  readonly version: string;
  readonly #folder: string;

  /** @throws AppError PARTS_UNEXTRACTABLE when there is no whole manifest in the folder */
  constructor(folder: string) {
    this.#folder = folder;
    try {
      const text = readFileSync(join(folder, MANIFEST_FILE), "utf8");
      this.manifest = Manifest.parse(JSON.parse(text));
      this.version = new Bun.CryptoHasher("sha256").update(text).digest("hex").slice(0, 16);
    } catch (error) {
      throw damaged(reasonOf(error), error);
    }
  }

  /** Bytes of all files together. */
  get bytes(): number {
    return this.manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  }

  /**
   * The contents of a file, a piece at a time, so that a big one never stands in memory.
   *
   * @throws AppError PARTS_UNEXTRACTABLE when it is damaged; known for certain only after the last piece
   */
  *contents(file: PackedFile): Generator<Uint8Array> {
    const hasher = new Bun.CryptoHasher("sha256");
    for (let index = 0; index < file.frames; index++) {
      const piece = this.#frame(file, index);
      hasher.update(piece);
      yield piece;
      // Else they are freed too late: a first start would take 130 MB more.
      if (piece.length >= MUCH_BYTES) Bun.gc(true);
    }
    if (hasher.digest("hex") !== file.sha256) throw damaged(`${file.path} has the wrong SHA-256`);
  }

  #frame(file: PackedFile, index: number): Uint8Array {
    try {
      return Bun.zstdDecompressSync(readFileSync(join(this.#folder, frameName(file, index))));
    } catch (error) {
      throw damaged(`${file.path}: ${reasonOf(error)}`, error);
    }
  }
}

function damaged(why: string, cause?: unknown): PackDamaged {
  return new PackDamaged(
    "PARTS_UNEXTRACTABLE",
    {
      what: "this executable is damaged",
      why,
      fix: "get it again, or build it again with scripts/run.sh",
    },
    cause,
  );
}

/** The bytes inside the executable are not those it was built with; no other folder helps. */
export class PackDamaged extends AppError {}
