import { describe, expect, test } from "bun:test";
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { installBundle } from "../../src/bundle/install.ts";
import { writeBundle } from "../../src/bundle/write_bundle.ts";
import { needRoomForAll } from "../../src/disk_room.ts";
import { pinned } from "../../src/fetch/verified.ts";
import { tryLock } from "../../src/flock.ts";
import { useOwnCache } from "./own_cache.ts";
import { contentsWithVoice, Ground, neverAborted, noise, sha256, smallContents } from "./small_bundle.ts";

useOwnCache();

const FIRST = "small-00001-of-00002.gguf";
const SECOND = "small-00002-of-00002.gguf";

/** Every file below a folder; empty where there is none. */
function filesBelow(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    return [];
  }
}

describe("a bundle that is whole", () => {
  test("is installed, every byte, with the modes that programs and data have", async () => {
    using ground = new Ground();
    const contents = smallContents(100);
    await ground.write(contents);
    const { files } = await installBundle(ground.bundle, ground.installing());
    const { program, models, licences } = ground.places;
    expect([...files].map(([path, { path: target }]) => [path, target])).toEqual([
      ["stream-tts-bun", join(program, "stream-tts-bun")],
      ["licences/empty", join(licences, "empty")],
      ["licences/part/LICENSE", join(licences, "part", "LICENSE")],
      [`models/${FIRST}`, join(models, FIRST)],
      [`models/${SECOND}`, join(models, SECOND)],
    ]);
    for (const [path, { path: target }] of files) {
      expect(readFileSync(target).equals(Buffer.from(contents.sources.get(path) ?? ""))).toBe(true);
      expect(statSync(target).mode & 0o111).toBe(path === "stream-tts-bun" ? 0o111 : 0);
    }
    const left = filesBelow(ground.home).filter((path) => !/\.(verified|lock)$/.test(path));
    expect(left).toEqual([...files.values()].map(({ path }) => path).sort());
  });

  test("leaves beside each model what proves it, as a pull does", async () => {
    using ground = new Ground();
    const { manifest } = smallContents();
    await ground.write();
    await installBundle(ground.bundle, ground.installing());
    const [model] = manifest.components.filter(({ kind }) => kind === "model");
    for (const [index, name] of [FIRST, SECOND].entries()) {
      const path = join(ground.places.models, name);
      const { size, mtimeMs } = statSync(path);
      expect(JSON.parse(readFileSync(`${path}.verified`, "utf8"))).toEqual({
        ...{ sha256: model?.files[index]?.sha256, bytes: size, modified_ms: mtimeMs },
      });
    }
  });

  test("is installed again over an older one, and a model that is there is left alone", async () => {
    using ground = new Ground();
    await ground.write();
    const installing = ground.installing();
    await installBundle(ground.bundle, installing);
    const program = join(ground.places.program, "stream-tts-bun");
    const [first, second] = [join(ground.places.models, FIRST), join(ground.places.models, SECOND)];
    const { ino } = statSync(first);
    writeFileSync(program, "an older program");
    writeFileSync(second, "a damaged model");
    // What a killed run left.
    writeFileSync(`${program}.unfinished`, "half a program");
    const { files } = await installBundle(ground.bundle, installing);
    const { sources } = smallContents();
    expect(readFileSync(program).equals(Buffer.from(sources.get("stream-tts-bun") ?? ""))).toBe(true);
    expect(readFileSync(second).equals(Buffer.from(sources.get(`models/${SECOND}`) ?? ""))).toBe(true);
    expect(statSync(first).ino).toBe(ino);
    expect([...files.values()].map(({ wasHere }) => wasHere)).toEqual([false, false, false, true, false]);
    expect(filesBelow(ground.home).filter((path) => path.endsWith(".unfinished"))).toEqual([]);
  });

  test("is made of the same bytes each time", async () => {
    using one = new Ground();
    using other = new Ground();
    expect((await one.write()).equals(await other.write())).toBe(true);
  });
});

describe("a voice in a bundle", () => {
  const VOICE = ["LICENSE.small", "model.onnx", join("styles", "one.npy")];

  test("is installed in its folder, each file with what proves it, as a pull does", async () => {
    using ground = new Ground();
    const { manifest, sources } = contentsWithVoice(100);
    await ground.write({ manifest, sources });
    const { files } = await installBundle(ground.bundle, ground.installing());
    const folder = join(ground.places.voices, "small");
    for (const name of VOICE) {
      const path = join(folder, name);
      const bytes = readFileSync(path);
      expect(bytes.equals(Buffer.from(sources.get(`voices/small/${name}`) ?? ""))).toBe(true);
      expect(pinned(path)).toBe(sha256(bytes));
      expect(statSync(path).mode & 0o111).toBe(0);
      expect(files.get(`voices/small/${name}`)).toEqual({ path, wasHere: false });
    }
    const left = filesBelow(folder).filter((path) => !path.endsWith(".verified"));
    expect(left).toEqual(VOICE.map((name) => join(folder, name)));
  });

  test("is written again only where it is damaged or missing", async () => {
    using ground = new Ground();
    const contents = contentsWithVoice();
    await ground.write(contents);
    await installBundle(ground.bundle, ground.installing());
    const [licence = "", model = "", style = ""] = VOICE.map((name) =>
      join(ground.places.voices, "small", name),
    );
    const { ino } = statSync(licence);
    writeFileSync(
      model,
      noise(3000).map((byte) => byte ^ 1),
    );
    rmSync(style);
    const { files } = await installBundle(ground.bundle, ground.installing());
    const voice = [...files].filter(([path]) => path.startsWith("voices/"));
    expect(voice.map(([path, { wasHere }]) => [path, wasHere])).toEqual([
      ["voices/small/model.onnx", false],
      ["voices/small/styles/one.npy", false],
      ["voices/small/LICENSE.small", true],
    ]);
    expect(readFileSync(model).equals(Buffer.from(noise(3000)))).toBe(true);
    expect(readFileSync(style).equals(Buffer.from(noise(500)))).toBe(true);
    expect(statSync(licence).ino).toBe(ino);
  });

  test("waits for a pull of the same voice", async () => {
    using ground = new Ground();
    await ground.write(contentsWithVoice());
    mkdirSync(ground.places.voices, { recursive: true });
    const lock = openSync(join(ground.places.voices, "small.lock"), "a");
    expect(tryLock(lock, "exclusive")).toBe(true);
    const installed = installBundle(ground.bundle, ground.installing()).then(() => "installed");
    expect(await Promise.race([installed, Bun.sleep(300).then(() => "waiting")])).toBe("waiting");
    closeSync(lock);
    expect(await installed).toBe("installed");
  });

  test("makes the bundle one that older programs refuse as newer, and without it they read it", () => {
    expect(smallContents().manifest.format).toBe(1);
    expect(contentsWithVoice().manifest.format).toBe(2);
  });
});

describe("a bundle that cannot be installed leaves nothing behind", () => {
  const isOfOurs = (path: string) => !path.endsWith(".lock");

  test("when it is another one at the second reading", async () => {
    using ground = new Ground();
    using other = new Ground();
    const contents = smallContents();
    await other.write({ ...contents, manifest: { ...contents.manifest, created_by: "1.2.4" } });
    await ground.write();
    const installing = ground.installing({
      onProgress: (done, total) => {
        if (done === total / 2) renameSync(other.bundle, ground.bundle);
      },
    });
    await expect(installBundle(ground.bundle, installing)).rejects.toMatchObject({
      code: "BUNDLE_UNINSTALLABLE",
    });
    expect(filesBelow(ground.home).filter(isOfOurs)).toEqual([]);
  });

  test("when it is damaged at the second reading", async () => {
    using ground = new Ground();
    const bytes = await ground.write(smallContents(100));
    const installing = ground.installing({
      onProgress: (done, total) => {
        if (done === total / 2)
          ground.put(bytes.map((byte, at) => (at === bytes.length - 2000 ? byte ^ 1 : byte)));
      },
    });
    await expect(installBundle(ground.bundle, installing)).rejects.toMatchObject({ code: "BUNDLE_DAMAGED" });
    expect(filesBelow(ground.home).filter(isOfOurs)).toEqual([]);
  });

  test.each([
    ["while it is checked", 0.25],
    ["while it is installed", 0.75],
  ])("when it is stopped %s", async (_, when) => {
    using ground = new Ground();
    // Large enough to be read in several chunks.
    await ground.write(contentsWithVoice(2000));
    const stop = new AbortController();
    const reason = new Error("stopped");
    const installing = ground.installing({
      signal: stop.signal,
      onProgress: (done, total) => {
        if (done / total >= when) stop.abort(reason);
      },
    });
    await expect(installBundle(ground.bundle, installing)).rejects.toBe(reason);
    expect(filesBelow(ground.home).filter(isOfOurs)).toEqual([]);
  });

  test("when a folder is in the way", async () => {
    using ground = new Ground();
    await ground.write();
    mkdirSync(join(ground.places.program, "stream-tts-bun"), { recursive: true });
    await expect(installBundle(ground.bundle, ground.installing())).rejects.toMatchObject({
      code: "BUNDLE_UNINSTALLABLE",
      why: expect.stringContaining("is a folder"),
    });
    expect(filesBelow(ground.home).filter(isOfOurs)).toEqual([]);
  });

  test("when there is a file in place of a folder", async () => {
    using ground = new Ground();
    await ground.write();
    mkdirSync(ground.home);
    writeFileSync(ground.places.program, "a file");
    await expect(installBundle(ground.bundle, ground.installing())).rejects.toMatchObject({
      code: "BUNDLE_UNINSTALLABLE",
    });
    expect(filesBelow(ground.home).filter(isOfOurs)).toEqual([ground.places.program]);
  });
});

describe("a bundle that cannot be made leaves nothing behind", () => {
  const writing = { signal: neverAborted, onProgress: () => {} };

  test("when a source is not what it was when it was hashed", async () => {
    using ground = new Ground();
    const { manifest, sources } = smallContents();
    for (const changed of ["shorter", "longer by a few bytes than it was", new Uint8Array(1024)]) {
      const path = join(ground.folder, "model.gguf");
      writeFileSync(path, changed);
      const contents = { manifest, sources: new Map([...sources, [`models/${FIRST}`, path]]) };
      await expect(writeBundle(ground.bundle, contents, writing)).rejects.toMatchObject({
        code: "BUNDLE_UNWRITABLE",
      });
      expect(readdirSync(ground.folder)).toEqual(["model.gguf"]);
    }
  });

  test("when the folder is not there, or a name cannot be in a bundle", async () => {
    using ground = new Ground();
    const contents = smallContents();
    const nowhere = join(ground.folder, "missing", "bundle.tar.zst");
    await expect(writeBundle(nowhere, contents, writing)).rejects.toMatchObject({
      code: "BUNDLE_UNWRITABLE",
    });
    const strange = JSON.parse(JSON.stringify(contents.manifest).replaceAll(FIRST, "a\\\\b.gguf"));
    await expect(
      writeBundle(ground.bundle, { ...contents, manifest: strange }, writing),
    ).rejects.toMatchObject({ code: "BUNDLE_UNWRITABLE", why: expect.stringContaining("a\\b.gguf") });
    expect(readdirSync(ground.folder)).toEqual([]);
  });

  test("when it is stopped", async () => {
    using ground = new Ground();
    const stop = new AbortController();
    const reason = new Error("stopped");
    const stopped = writeBundle(ground.bundle, smallContents(2000), {
      signal: stop.signal,
      onProgress: (done, total) => {
        if (done / total > 0.6) stop.abort(reason);
      },
    });
    await expect(stopped).rejects.toBe(reason);
    expect(readdirSync(ground.folder)).toEqual([]);
  });

  test("an older bundle of that name stays until the new one is proven", async () => {
    using ground = new Ground();
    const before = await ground.write();
    const { manifest, sources } = smallContents();
    const contents = { manifest, sources: new Map([...sources, [`models/${FIRST}`, new Uint8Array(1024)]]) };
    await expect(writeBundle(ground.bundle, contents, writing)).rejects.toMatchObject({
      code: "BUNDLE_UNWRITABLE",
    });
    expect(readFileSync(ground.bundle).equals(before)).toBe(true);
  });
});

describe("room", () => {
  test("is asked for before, for folders that are not there yet, and added up on one disk", () => {
    using ground = new Ground();
    const folder = join(ground.folder, "not", "there");
    needRoomForAll([{ folder, bytes: 1 }]);
    expect(() => needRoomForAll([{ folder, bytes: 1e18 }])).toThrow(/are needed/);
    expect(() => needRoomForAll(Array.from({ length: 1000 }, () => ({ folder, bytes: 1e15 })))).toThrow(
      "1000000000.00 GB are needed",
    );
  });
});
