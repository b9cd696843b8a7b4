import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Installing } from "../../src/bundle/install.ts";
import {
  type BundledFile,
  type Component,
  formatOf,
  type Manifest,
  PROGRAM,
} from "../../src/bundle/manifest.ts";
import type { Places } from "../../src/bundle/places.ts";
import { encodeSeal, SEAL_BYTES } from "../../src/bundle/seal.ts";
import { encodeHeader, paddingOf } from "../../src/bundle/tar_header.ts";
import { type Contents, writeBundle } from "../../src/bundle/write_bundle.ts";

export const PLATFORM = "test-machine";
export const neverAborted = new AbortController().signal;

/** Bytes that no compressor makes smaller, the same each time. */
export function noise(bytes: number): Uint8Array {
  let state = 0x2545_f491;
  return Uint8Array.from({ length: bytes }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 255;
  });
}

export const sha256 = (bytes: Uint8Array) => new Bun.CryptoHasher("sha256").update(bytes).digest("hex");

/**
 * A program, two licences (one of them empty) and a model of two files.
 *
 * @param scale 1 for some kilobytes, 100 for blocks of every kind that zstd has: raw, compressed, and of one byte
 */
export function smallContents(scale = 1): Contents {
  const sources = new Map<string, Uint8Array>([
    [PROGRAM, Buffer.concat([noise(2000 * scale), new Uint8Array(3000 * scale)])],
    ["licences/empty", new Uint8Array(0)],
    ["licences/part/LICENSE", Buffer.from("You may. ".repeat(70 * scale))],
    ["models/small-00001-of-00002.gguf", noise(1024)],
    ["models/small-00002-of-00002.gguf", noise(777 * scale)],
  ]);
  const file = <Path extends string>(path: Path) => {
    const bytes = sources.get(path) ?? new Uint8Array(0);
    return { path, bytes: bytes.length, sha256: sha256(bytes) };
  };
  const components: Component[] = [
    { kind: "executable", version: "1.2.3", platform: PLATFORM, voices: ["mei"], files: [file(PROGRAM)] },
    { kind: "licence", name: "empty", files: [file("licences/empty")] },
    { kind: "licence", name: "part", files: [file("licences/part/LICENSE")] },
    {
      ...{ kind: "model", name: "small-00001-of-00002", profile: "qwen2", licence: null },
      files: [file("models/small-00001-of-00002.gguf"), file("models/small-00002-of-00002.gguf")],
    },
  ];
  return { manifest: { format: formatOf(components), created_by: "1.2.3", components }, sources };
}

/** The same with a voice of three files, one of them in a folder. */
export function contentsWithVoice(scale = 1): Contents {
  const { manifest, sources } = smallContents(scale);
  const voice = new Map([
    ["voices/small/model.onnx", noise(3000 * scale)],
    ["voices/small/styles/one.npy", noise(500)],
    ["voices/small/LICENSE.small", Buffer.from("You may. ".repeat(9))],
  ]);
  const files = [...voice].map(([path, bytes]) => ({ path, bytes: bytes.length, sha256: sha256(bytes) }));
  const components: Component[] = [
    ...manifest.components,
    { kind: "voice", name: "small", licence: "MIT", credit: "Somebody, MIT", files },
  ];
  return {
    manifest: { ...manifest, format: formatOf(components), components },
    sources: new Map([...sources, ...voice]),
  };
}

/** One file of an archive that a test puts together. */
export interface Member {
  readonly name: string;
  readonly contents: Uint8Array;
  readonly isProgram?: boolean;
}

/** A tar archive of any files, each stored as a bundle stores its files. */
export function tarOf(members: readonly Member[]): Buffer {
  const blocks = members.flatMap(({ name, contents, isProgram = name === PROGRAM }) => [
    encodeHeader({ name, bytes: contents.length, isProgram }),
    contents,
    new Uint8Array(paddingOf(contents.length)),
  ]);
  return Buffer.concat([...blocks, new Uint8Array(1024)]);
}

/** Packs an archive, and closes it with a seal that fits: so only what is inside can give it away. */
export function sealed(tar: Uint8Array): Buffer {
  const frame = Bun.zstdCompressSync(tar);
  return resealed(Buffer.concat([frame, new Uint8Array(SEAL_BYTES)]));
}

/** The same file with a seal that fits what is before it. */
export function resealed(bundle: Uint8Array): Buffer {
  const body = bundle.subarray(0, bundle.length - SEAL_BYTES);
  return Buffer.concat([body, encodeSeal(new Bun.CryptoHasher("sha256").update(body).digest())]);
}

/** The archive of a bundle, unpacked. */
export function tarInside(bundle: Uint8Array): Buffer {
  return Bun.zstdDecompressSync(bundle.subarray(0, bundle.length - SEAL_BYTES));
}

/** A folder for one test, and a machine to install on. */
export class Ground implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "stream-tts-bun-bundle-"));
  readonly bundle = join(this.folder, "bundle.tar.zst");
  /** Where everything that is installed goes; it is not there before. */
  readonly home = join(this.folder, "home");
  readonly places: Places = {
    program: join(this.home, "bin"),
    models: join(this.home, "models"),
    voices: join(this.home, "voices"),
    licences: join(this.home, "licences"),
  };

  /** Writes a bundle and returns its bytes. */
  async write(contents: Contents = smallContents()): Promise<Buffer> {
    await writeBundle(this.bundle, contents, { signal: neverAborted, onProgress: () => {} });
    return readFileSync(this.bundle);
  }

  put(bytes: Uint8Array): void {
    writeFileSync(this.bundle, bytes);
  }

  installing(changes: Partial<Installing> = {}): Installing {
    return {
      ...{ places: this.places, platform: PLATFORM, signal: neverAborted, onProgress: () => {} },
      ...changes,
    };
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** All files that a manifest speaks of, as they stand in it. */
export function membersOf(manifest: Manifest, sources: Contents["sources"]): Member[] {
  return manifest.components
    .flatMap(({ files }): BundledFile[] => files)
    .map(({ path }) => {
      const contents = sources.get(path);
      if (!(contents instanceof Uint8Array)) throw new Error(`no bytes for ${path}`);
      return { name: path, contents };
    });
}
