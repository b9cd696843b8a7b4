import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { installBundle } from "../../src/bundle/install.ts";
import { SEAL_BYTES } from "../../src/bundle/seal.ts";
import { useOwnCache } from "./own_cache.ts";
import { contentsWithVoice, Ground, sealed, smallContents, tarInside } from "./small_bundle.ts";

/** A flipped bit anywhere in a bundle is found before anything is installed. */
setDefaultTimeout(120_000);

const SEED = 20261125;

useOwnCache();

/** Puts a changed bundle in place of the right one, and makes sure that it is refused and leaves no trace. */
async function expectRefused(ground: Ground, bytes: Uint8Array, what: string): Promise<void> {
  ground.put(bytes);
  const outcome = await installBundle(ground.bundle, ground.installing()).then(
    () => "it was installed",
    (error: unknown) => error,
  );
  expect({ what, outcome, touched: existsSync(ground.home) }).toEqual({
    ...{ what, outcome: expect.objectContaining({ code: "BUNDLE_DAMAGED" }), touched: false },
  });
}

function flipped(bytes: Uint8Array, at: number, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ (1 << bit);
  return copy;
}

/** Where the blocks of a zstd frame begin (RFC 8878, 3.1.1), and the kinds of them. */
function blocksOf(frame: Uint8Array): { starts: number[]; kinds: Set<number> } {
  const descriptor = frame[4] ?? 0;
  const isSingle = (descriptor & 0x20) !== 0;
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const starts: number[] = [];
  const kinds = new Set<number>();
  for (let at = 5 + (isSingle ? 0 : 1) + sizeBytes; ; ) {
    const header = (frame[at] ?? 0) | ((frame[at + 1] ?? 0) << 8) | ((frame[at + 2] ?? 0) << 16);
    const kind = (header >> 1) & 3;
    starts.push(at);
    kinds.add(kind);
    at += 3 + (kind === 1 ? 1 : header >> 3);
    if ((header & 1) === 1) return { starts, kinds };
  }
}

describe("in the file", () => {
  test("at 200 random places", async () => {
    using ground = new Ground();
    const whole = await ground.write(smallContents(100));
    const place = fc.tuple(fc.nat(whole.length - 1), fc.nat(7));
    for (const [at, bit] of fc.sample(place, { numRuns: 200, seed: SEED }))
      await expectRefused(ground, flipped(whole, at, bit), `bit ${bit} of byte ${at}`);
  });

  test("in every header of zstd, in its sum, and in the seal", async () => {
    using ground = new Ground();
    const whole = await ground.write(smallContents(100));
    const { starts, kinds } = blocksOf(whole);
    expect(kinds).toEqual(new Set([0, 1, 2]));
    const near = (at: number, bytes: number) => Array.from({ length: bytes }, (_, i) => at + i);
    const end = whole.length - SEAL_BYTES;
    const places = new Set([
      ...near(0, 16),
      ...starts.flatMap((at) => near(at, 12)),
      ...near(end - 8, 8 + SEAL_BYTES),
    ]);
    for (const at of places)
      for (const bit of [0, 3, 7])
        await expectRefused(ground, flipped(whole, at, bit), `bit ${bit} of byte ${at}`);
  });

  test("cut off at any place, or with something behind", async () => {
    using ground = new Ground();
    const whole = await ground.write(smallContents(100));
    const lengths = fc.sample(fc.nat(whole.length - 1), { numRuns: 40, seed: SEED });
    for (const length of [0, 1, SEAL_BYTES, whole.length - SEAL_BYTES, whole.length - 1, ...lengths])
      await expectRefused(ground, whole.subarray(0, length), `${length} bytes`);
    for (const tail of [new Uint8Array(1), new Uint8Array(512), whole.subarray(-SEAL_BYTES), whole])
      await expectRefused(ground, Buffer.concat([whole, tail]), `${tail.length} bytes more`);
  });
});

describe("in the archive, although it is packed and sealed again", () => {
  test("in every byte of every header, list and padding, and at 100 places of the contents", async () => {
    using ground = new Ground();
    const tar = tarInside(await ground.write(contentsWithVoice()));
    const bits = fc.sample(fc.nat(7), { numRuns: tar.length, seed: SEED });
    const structure = structureOf(tar);
    const contents = fc.sample(fc.nat(tar.length - 1), { numRuns: 100, seed: SEED });
    for (const at of new Set([...structure, ...contents]))
      await expectRefused(ground, sealed(flipped(tar, at, bits[at] ?? 0)), `byte ${at} of the archive`);
  });

  test("which would be installed if nothing were flipped", async () => {
    using ground = new Ground();
    ground.put(sealed(tarInside(await ground.write())));
    await installBundle(ground.bundle, ground.installing());
    expect(existsSync(join(ground.places.program, "stream-tts-bun"))).toBe(true);
  });
});

/** Bytes of an archive that are no contents of files of ours: headers, fillings, the end, and the two lists. */
function structureOf(tar: Buffer): number[] {
  const places: number[] = [];
  const add = (from: number, to: number) => {
    for (let at = from; at < to; at++) places.push(at);
  };
  let at = 0;
  while (tar[at] !== 0) {
    const name = tar.toString("latin1", at, tar.indexOf(0, at));
    const bytes = Number.parseInt(tar.toString("latin1", at + 124, at + 135), 8);
    const isList = name === "manifest.json" || name === "SHA256SUMS";
    const next = at + 512 + Math.ceil(bytes / 512) * 512;
    add(at, at + 512);
    add(isList ? at + 512 : at + 512 + bytes, next);
    at = next;
  }
  add(at, tar.length);
  return places;
}
