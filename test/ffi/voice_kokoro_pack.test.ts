import { describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Voice } from "../../ffi/voice.ts";
import { findCompiler } from "../../scripts/setup/compiler.ts";
import { withComponents } from "../../scripts/setup/component.ts";
import { kokoroPack } from "../../scripts/setup/kokoro.ts";
import { AppError } from "../../src/errors.ts";
import { loadParts } from "../../src/parts.ts";
import { otherModel } from "./other_model.ts";

/** What the library says of a pack of Kokoro that something is wrong with. */
setDefaultTimeout(180_000);

const parts = loadParts();
const pack = await kokoroPack();
const RUNTIME = process.platform === "darwin" ? "libonnxruntime.dylib" : "libonnxruntime.so";
const STYLE = "styles/jf_tebukuro.npy";

/** A library that looks like an ONNX Runtime of a version, and has nothing behind its entrance. */
class Stub implements Disposable {
  private constructor(private readonly folder: string) {}

  static async build(version: string): Promise<Stub> {
    const { c, env } = await withComponents(findCompiler);
    const stub = new Stub(mkdtempSync(join(tmpdir(), "runtime-stub-")));
    const source = join(stub.folder, "runtime.c");
    writeFileSync(
      source,
      `#include <stdint.h>
      static const void *functions(uint32_t version) { return version == 0 ? &functions : 0; }
      static const char *version(void) { return ${JSON.stringify(version)}; }
      static const struct {
        const void *(*functions)(uint32_t);
        const char *(*version)(void);
      } base = {functions, version};
      const void *OrtGetApiBase(void) { return &base; }`,
    );
    const command = [...c, "-shared", "-fPIC", source, "-o", stub.path];
    expect(Bun.spawnSync(command, { env: { ...process.env, ...env } }).exitCode).toBe(0);
    return stub;
  }

  get path(): string {
    return join(this.folder, "runtime.so");
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}

describe("a pack that cannot be used", () => {
  const refusal = (name: string, data = parts.dictionary): AppError => {
    try {
      Voice.open(parts.kokoro, name, data)[Symbol.dispose]();
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
    throw new Error("it was opened");
  };

  /** The refusal of the pack with another file in place of one of its own; null leaves it out. */
  function refusalWith(
    file: string,
    put: ((path: string) => void) | null,
  ): { error: AppError; path: string } {
    // The loader gives a library that it has loaded from a path again for the same path: each pack has its own.
    const folder = mkdtempSync(join(tmpdir(), "kokoro-test-"));
    const path = join(folder, file);
    try {
      mkdirSync(join(folder, "styles"));
      for (const each of ["model.onnx", "vocab.json", RUNTIME, STYLE])
        if (each !== file) symlinkSync(join(pack, each), join(folder, each));
      put?.(path);
      return { error: refusal(join(folder, STYLE)), path };
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  const bytes = (content: string | Uint8Array) => (path: string) => writeFileSync(path, content);
  const cut = (file: string, to: (size: number) => number) => () => {
    const whole = readFileSync(join(pack, file));
    return bytes(whole.subarray(0, to(whole.length)));
  };
  /** The file with other bytes from a place on. */
  const changed = (file: string, at: number, other: string | Uint8Array) => () => {
    const whole = readFileSync(join(pack, file));
    whole.set(Buffer.from(other), at);
    return bytes(whole);
  };
  const vocabulary = (text: string) => () => bytes(text);
  const entries = () => readFileSync(join(pack, "vocab.json"), "utf8");

  test.each([
    ...[STYLE, "vocab.json", "model.onnx", RUNTIME].flatMap((file) => [
      { what: "is missing", file, put: null, says: "No such file" },
      { what: "is empty", file, put: () => bytes(""), says: "is empty" },
      { what: "is a folder", file, put: () => (path: string) => mkdirSync(path), says: "is not a file" },
    ]),
    { what: "is no array", file: STYLE, put: () => bytes("x".repeat(1000)), says: "is no NPY file" },
    { what: "is a newer array", file: STYLE, put: changed(STYLE, 6, "\x02"), says: "is no NPY file" },
    { what: "is cut", file: STYLE, put: cut(STYLE, (size) => size - 1), says: "cut short" },
    { what: "is cut in its header", file: STYLE, put: cut(STYLE, () => 20), says: "cut short" },
    { what: "is of another shape", file: STYLE, put: changed(STYLE, 60, "(255,"), says: "is no style" },
    { what: "is of doubles", file: STYLE, put: changed(STYLE, 20, "'<f8'"), says: "is no style" },
    {
      what: "has something that is no number",
      file: STYLE,
      put: changed(STYLE, 4096, new Uint8Array([0, 0, 0xc0, 0x7f])),
      says: "one of its numbers is none",
    },
    { what: "is no JSON", file: "vocab.json", put: vocabulary("vocab"), says: "damaged" },
    { what: "is cut", file: "vocab.json", put: cut("vocab.json", (size) => size - 1), says: "damaged" },
    { what: "is something else", file: "vocab.json", put: vocabulary('{"model": {}}'), says: '"vocab"' },
    { what: "has words", file: "vocab.json", put: vocabulary('{"vocab": {"ab": 1}}'), says: "one character" },
    {
      what: "has a number too large",
      file: "vocab.json",
      put: vocabulary('{"vocab": {"a": 178}}'),
      says: "model's",
    },
    {
      what: "has an endless number",
      file: "vocab.json",
      put: vocabulary(`{"vocab": {"a": ${"9".repeat(99)}}}`),
      says: "number",
    },
    {
      what: "has a phoneme twice",
      file: "vocab.json",
      put: vocabulary('{"vocab": {"a": 1, "a": 2}}'),
      says: "twice",
    },
    {
      what: "is not UTF-8",
      file: "vocab.json",
      put: () => bytes(new Uint8Array([...Buffer.from('{"vocab": {"'), 0xff])),
      says: "UTF-8",
    },
    {
      what: "lacks a phoneme",
      file: "vocab.json",
      put: () => bytes(entries().replace(/"ʔ": \d+, /, "")),
      says: "missing",
    },
    {
      what: "goes on after its end",
      file: "vocab.json",
      put: () => bytes(`${entries()}x`),
      says: "follows its end",
    },
    { what: "is too large", file: "vocab.json", put: vocabulary(" ".repeat(100_000)), says: "too large" },
    { what: "is no model", file: "model.onnx", put: () => bytes("not a model"), says: "cannot be loaded" },
    {
      what: "is cut in half",
      file: "model.onnx",
      put: cut("model.onnx", (size) => size >> 1),
      says: "cannot be loaded",
    },
    {
      what: "is cut by a byte",
      file: "model.onnx",
      put: cut("model.onnx", (size) => size - 1),
      says: "cannot be loaded",
    },
    {
      what: "is damaged at its beginning",
      file: "model.onnx",
      put: changed("model.onnx", 0, new Uint8Array(64).fill(0xff)),
      says: "cannot be loaded",
    },
    {
      what: "is another model",
      file: "model.onnx",
      put: () => bytes(otherModel()),
      says: "is another model than Kokoro",
    },
    { what: "is no library", file: RUNTIME, put: () => bytes("not a library"), says: "cannot be loaded" },
    {
      what: "is another library",
      file: RUNTIME,
      put: () => (path: string) => copyFileSync(parts.echo, path),
      says: "is no ONNX Runtime",
    },
  ])("$file that $what is named", ({ file, put, says }) => {
    const { error, path } = refusalWith(file, put === null ? null : put());
    expect(error.code).toBe("VOICE_REFUSED");
    expect(error.why).toContain(path);
    expect(error.why).toContain(says);
  });

  test.each([
    ["1.31.2", "is ONNX Runtime 1.31.2; 1.32 or newer is needed"],
    ["0.99", "is ONNX Runtime 0.99; 1.32"],
    ["", "does not tell its version"],
    ["1.32.0", "has no functions"],
    ["2.0", "has no functions"],
  ])("of a runtime that calls itself %j is told that it %s", async (version, says) => {
    using library = await Stub.build(version);
    const { error, path } = refusalWith(RUNTIME, (path) => copyFileSync(library.path, path));
    expect(error.why).toContain(path);
    expect(error.why).toContain(says);
  });

  test.each([
    ["a missing dictionary", join(pack, STYLE), "/nowhere", "/nowhere/sys.dic"],
    ["no dictionary", join(pack, STYLE), "", "dictionary"],
    [
      "a style outside of a pack",
      "jf_tebukuro.npy",
      parts.dictionary,
      "does not lie in a folder of a voice pack",
    ],
    ["a style that there is not", join(pack, "styles/nobody.npy"), parts.dictionary, "styles/nobody.npy"],
    ["a NUL in the path", `${join(pack, STYLE)}\u0000`, parts.dictionary, "NUL"],
  ])("%s is named", (_, name, data, named) => {
    const error = refusal(name, data);
    expect(error.code).toBe("VOICE_REFUSED");
    expect(error.why).toContain(named);
  });
});
