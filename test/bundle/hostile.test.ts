import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installBundle } from "../../src/bundle/install.ts";
import {
  encodeManifest,
  encodeSums,
  MANIFEST,
  Manifest,
  NEWEST_FORMAT,
  PROGRAM,
  SUMS,
} from "../../src/bundle/manifest.ts";
import { useOwnCache } from "./own_cache.ts";
import {
  contentsWithVoice,
  Ground,
  type Member,
  membersOf,
  noise,
  resealed,
  sealed,
  sha256,
  smallContents,
  tarInside,
  tarOf,
} from "./small_bundle.ts";

/** Bundles that somebody made to be accepted, sealed as they should be: none may put anything anywhere. */
useOwnCache();

const { manifest, sources } = smallContents();
const members = membersOf(manifest, sources);
const MODEL = "models/small-00001-of-00002.gguf";

const voiced = contentsWithVoice();
const voicedMembers = membersOf(voiced.manifest, voiced.sources);
const STYLE = "voices/small/styles/one.npy";

/** Manifest and sums, which fit each other, whatever they say. */
function lists(said: unknown, sums?: string): Member[] {
  const text = new TextEncoder().encode(`${JSON.stringify(said, null, 2)}\n`);
  const parsed = Manifest.safeParse(said);
  const right = parsed.success ? encodeSums(parsed.data) : Buffer.from(`${sha256(text)}  ${MANIFEST}\n`);
  return [
    { name: MANIFEST, contents: text },
    { name: SUMS, contents: sums === undefined ? right : Buffer.from(sums) },
  ];
}

/** The manifest with one path in place of another. */
const renamed = (from: string, to: string, all = manifest) =>
  JSON.parse(JSON.stringify(all).replaceAll(JSON.stringify(from), JSON.stringify(to)));
const membersWith = (from: string, to: string, all = members) =>
  all.map((member) => (member.name === from ? { ...member, name: to } : member));

const right = [...members, ...lists(manifest)];

async function outcomeOf(bytes: Uint8Array, ground: Ground): Promise<unknown> {
  ground.put(bytes);
  return installBundle(ground.bundle, ground.installing()).then(
    () => "installed",
    (error: unknown) => error,
  );
}

async function expectDamaged(bytes: Uint8Array): Promise<void> {
  using ground = new Ground();
  expect(await outcomeOf(bytes, ground)).toMatchObject({ code: "BUNDLE_DAMAGED" });
  expect(existsSync(ground.home)).toBe(false);
}

test("one that is put together by hand and right is installed", async () => {
  using ground = new Ground();
  expect(await outcomeOf(sealed(tarOf(right)), ground)).toBe("installed");
});

describe("paths that lead elsewhere, in archive and manifest alike", () => {
  test.each([
    ["../x.gguf"],
    ["/etc/x.gguf"],
    ["models/../x.gguf"],
    ["models/../../x.gguf"],
    ["models/a/x.gguf"],
    ["models//x.gguf"],
    ["models/./x.gguf"],
    ["models/.x.gguf"],
    ["models\\x.gguf"],
    ["models/a\\x.gguf"],
    ["models/a\nb.gguf"],
    ["models/a\u0000b.gguf"],
    ["models/x.so"],
    ["models/x"],
    ["bin/x.gguf"],
    ["Models/x.gguf"],
    ["licences/x.gguf"],
    [`models/${"x".repeat(300)}.gguf`],
    [PROGRAM],
    [MANIFEST],
    [MODEL.replace("00001", "00002")],
    [MODEL.replace("00001", "00002").toUpperCase().replace("MODELS", "models").replace("GGUF", "gguf")],
  ])("%j for a model", async (path) => {
    await expectDamaged(sealed(tarOf([...membersWith(MODEL, path), ...lists(renamed(MODEL, path))])));
  });

  test.each([
    ["licences/../x"],
    ["licences/a/../../../x"],
    ["/licences/x"],
    ["licences/.hidden"],
    ["licences/a/.b"],
    ["licences//a"],
    ["licences"],
    ["licences/"],
    ["x"],
  ])("%j for a licence", async (path) => {
    const from = "licences/part/LICENSE";
    await expectDamaged(sealed(tarOf([...membersWith(from, path), ...lists(renamed(from, path))])));
  });
});

describe("voices", () => {
  test("that are put together by hand and right are installed", async () => {
    using ground = new Ground();
    expect(await outcomeOf(sealed(tarOf([...voicedMembers, ...lists(voiced.manifest)])), ground)).toBe(
      "installed",
    );
    expect(readFileSync(join(ground.places.voices, "small", "styles", "one.npy")).length).toBe(500);
  });

  test.each([
    ["voices/small/../x"],
    ["voices/../small/x"],
    ["voices/small/styles/../../../x"],
    ["/voices/small/x"],
    ["voices/small/.hidden"],
    ["voices/.small/x"],
    ["voices/small/styles/.one.npy"],
    ["voices/small//x"],
    ["voices/small/"],
    ["voices/small"],
    ["voices/x"],
    ["voices/small/a/b/c"],
    ["voices/small/a\\b"],
    ["voices/small/a\nb"],
    ["voices/small/日本"],
    ["voices/other/one.npy"],
    ["voices/smaller/one.npy"],
    ["Voices/small/x"],
    ["licences/small/x"],
    ["models/one.gguf"],
    ["voices/small/MODEL.onnx"],
    [PROGRAM],
    [MANIFEST],
  ])("do not have the path %j", async (path) => {
    const all = [...membersWith(STYLE, path, voicedMembers), ...lists(renamed(STYLE, path, voiced.manifest))];
    await expectDamaged(sealed(tarOf(all)));
  });

  test.each([["../small"], ["Small"], ["small/styles"], [""], ["other"]])(
    "are not named %j",
    async (name) => {
      const components = voiced.manifest.components.map((one) =>
        one.kind === "voice" ? { ...one, name } : one,
      );
      await expectDamaged(sealed(tarOf([...voicedMembers, ...lists({ ...voiced.manifest, components })])));
    },
  );

  test.each([
    ["one that older programs read", { ...voiced.manifest, format: 1 }, voicedMembers],
    ["one that they do not, without a need", { ...manifest, format: NEWEST_FORMAT }, members],
    ["none that there ever was", { ...manifest, format: 0 }, members],
  ])("decide the format, which is not %s", async (_, said, all) => {
    await expectDamaged(sealed(tarOf([...all, ...lists(said)])));
  });

  test("may not be run", async () => {
    const all = voicedMembers.map((one) => ({
      ...one,
      isProgram: one.name === PROGRAM || one.name === STYLE,
    }));
    await expectDamaged(sealed(tarOf([...all, ...lists(voiced.manifest)])));
  });
});

describe("what is in the archive and not as the manifest says", () => {
  const extra = { name: "models/extra.gguf", contents: noise(100) };
  const [program, ...others] = members;
  const [ownManifest, ownSums] = lists(manifest);
  if (program === undefined || ownManifest === undefined || ownSums === undefined)
    throw new Error("no program");
  const changed = { ...program, contents: program.contents.map((byte) => byte ^ 1) };
  const cases: [string, Member[]][] = [
    ["nothing at all", []],
    ["another file before", [extra, ...right]],
    ["another file between", [...members, extra, ...lists(manifest)]],
    ["another file behind", [...right, extra]],
    ["a file twice", [program, ...right]],
    ["the manifest twice", [...right, ownManifest]],
    ["a file missing", [program, ...others.slice(1), ownManifest, ownSums]],
    ["files in another order", [...others, program, ownManifest, ownSums]],
    ["other bytes of the same length", [changed, ...others, ownManifest, ownSums]],
    ["a longer file", [{ ...program, contents: noise(9000) }, ...others, ownManifest, ownSums]],
    ["a program that may not be run", [{ ...program, isProgram: false }, ...others, ownManifest, ownSums]],
    [
      "a licence that may be run",
      [program, ...others.map((one) => ({ ...one, isProgram: true })), ownManifest, ownSums],
    ],
    ["no manifest", [...members, ownSums]],
    ["no sums", [...members, ownManifest]],
    [
      "no sums of the files",
      [...members, ...lists(manifest, `${sha256(encodeManifest(manifest))}  ${MANIFEST}\n`)],
    ],
    ["sums with a line more", [...members, ...lists(manifest, `${ownSums.contents.toString()}\n`)]],
    [
      "a manifest in another form",
      [...members, { name: MANIFEST, contents: Buffer.from(JSON.stringify(manifest)) }, ownSums],
    ],
    [
      "a manifest that is too long",
      [...members, { name: MANIFEST, contents: new Uint8Array(2 << 20) }, ownSums],
    ],
    ["a manifest that is no JSON", [...members, { name: MANIFEST, contents: noise(100) }, ownSums]],
    ["a key that nobody knows", [...members, ...lists({ ...manifest, more: 1 })]],
    [
      "two programs",
      [...members, ...lists({ ...manifest, components: [manifest.components[0], ...manifest.components] })],
    ],
    ["no program", [...others, ...lists({ ...manifest, components: manifest.components.slice(1) })]],
  ];
  test.each(cases)("%s", async (_, all) => {
    await expectDamaged(sealed(tarOf(all)));
  });
});

describe("kinds of members that are no files", () => {
  const TYPES: [string, string][] = [
    ["hard link", "1"],
    ["symbolic link", "2"],
    ["character device", "3"],
    ["block device", "4"],
    ["folder", "5"],
    ["FIFO", "6"],
    ["contiguous file", "7"],
    ["old kind of file", "\0"],
    ["GNU's long name", "L"],
    ["GNU's long link", "K"],
    ["GNU's sparse file", "S"],
    ["global pax header", "g"],
    ["pax header", "x"],
  ];
  test.each(TYPES)("a %s (%j)", async (_, type) => {
    const tar = tarOf(right);
    tar.write(type, 156, "latin1");
    tar.write(PROGRAM, 157, "latin1");
    // The sum is that of the header with spaces in its place.
    tar.fill(" ", 148, 156);
    const sum = tar.subarray(0, 512).reduce((all, byte) => all + byte, 0);
    tar.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
    await expectDamaged(sealed(tar));
  });

  test("archives of GNU tar, links and devices in them", async () => {
    using ground = new Ground();
    const from = join(ground.folder, "from");
    mkdirSync(join(from, "models"), { recursive: true });
    writeFileSync(join(from, PROGRAM), "echo", { mode: 0o755 });
    symlinkSync("/etc/passwd", join(from, "models", "x.gguf"));
    const child = Bun.spawnSync(["tar", "--create", "--directory", from, PROGRAM, "models"]);
    expect(child.exitCode).toBe(0);
    await expectDamaged(sealed(child.stdout));
  });
});

describe("what is packed", () => {
  const frame = Bun.zstdCompressSync(tarOf(right));
  const withSeal = (...pieces: Uint8Array[]) => resealed(Buffer.concat([...pieces, new Uint8Array(40)]));

  test.each<[string, Uint8Array]>([
    ["no frame", withSeal()],
    ["no frame of zstd", withSeal(noise(1000))],
    ["something behind the frame", withSeal(frame, noise(1000))],
    ["an archive that goes on behind its end", sealed(Buffer.concat([tarOf(right), new Uint8Array(512)]))],
    ["an archive of two", sealed(Buffer.concat([tarOf(right), tarOf(right)]))],
    ["an archive without an end", sealed(tarOf(right).subarray(0, -512))],
    ["a frame that is not whole", withSeal(frame.subarray(0, -1000))],
    ["a file that is not packed", resealed(Buffer.concat([tarOf(right), new Uint8Array(40)]))],
  ])("%s", async (_, bytes) => {
    await expectDamaged(bytes);
  });

  test("in two frames, it is the same bundle", async () => {
    using ground = new Ground();
    const tar = tarOf(right);
    const halves = [tar.subarray(0, 3000), tar.subarray(3000)].map((half) => Bun.zstdCompressSync(half));
    expect(await outcomeOf(withSeal(...halves), ground)).toBe("installed");
  });
});

describe("what is right and not for here", () => {
  test("a newer format is told as such", async () => {
    using ground = new Ground();
    const outcome = await outcomeOf(
      sealed(tarOf([...members, ...lists({ ...manifest, format: NEWEST_FORMAT + 1 })])),
      ground,
    );
    expect(outcome).toMatchObject({
      code: "BUNDLE_UNSUITABLE",
      fix: expect.stringContaining("tar --zstd -xf"),
    });
    expect(existsSync(ground.home)).toBe(false);
  });

  test("another kind of machine is told as such", async () => {
    using ground = new Ground();
    await ground.write();
    await expect(
      installBundle(ground.bundle, ground.installing({ platform: "linux-arm64" })),
    ).rejects.toMatchObject({
      code: "BUNDLE_UNSUITABLE",
      why: expect.stringContaining("linux-arm64"),
    });
    expect(existsSync(ground.home)).toBe(false);
  });

  test.each([["missing"], ["a folder"]])("a file that is %s is told as such", async (what) => {
    using ground = new Ground();
    if (what === "a folder") mkdirSync(ground.bundle);
    await expect(installBundle(ground.bundle, ground.installing())).rejects.toMatchObject({
      code: "BUNDLE_UNREADABLE",
    });
  });
});

test("what comes out of the archive is what went in", async () => {
  using ground = new Ground();
  expect(tarInside(await ground.write()).equals(tarOf(right))).toBe(true);
});
