import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { type FilePart, joinParts } from "../../src/fetch/join_parts.ts";

/** A file cut into parts, and a source of them that counts what is asked of it and can be made to fail. */
class Source {
  readonly whole: Buffer;
  readonly parts: FilePart[];
  readonly asked: string[] = [];
  /** Bytes handed out in place of the right ones, or an error, once for each entry. */
  readonly faults: (Buffer | Error)[] = [];

  constructor(pieces: readonly Uint8Array[]) {
    this.whole = Buffer.concat(pieces);
    this.parts = pieces.map((piece, index) => ({
      name: `part${index}`,
      bytes: piece.length,
      sha256: sha256(piece),
    }));
  }

  fetchPart = async (part: FilePart, folder: string): Promise<string> => {
    this.asked.push(part.name);
    const index = this.parts.indexOf(part);
    const start = this.parts.slice(0, index).reduce((sum, one) => sum + one.bytes, 0);
    const fault = this.faults.shift();
    if (fault instanceof Error) throw fault;
    const path = join(folder, "part.bin");
    writeFileSync(path, fault ?? this.whole.subarray(start, start + part.bytes));
    return path;
  };

  join(file: string): Promise<void> {
    const { parts, fetchPart } = this;
    return joinParts(file, { parts, sha256: sha256(this.whole), fetchPart, progress: () => {}, pauseMs: 0 });
  }
}

function sha256(bytes: Uint8Array): string {
  return new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
}

const pieces = ["first ", "second ", "third"].map((text) => Buffer.from(text));

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "join-parts-"));
  file = join(folder, "model.gguf");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("joinParts", () => {
  test("joins the parts in order and leaves nothing else behind", async () => {
    await new Source(pieces).join(file);
    expect(readFileSync(file, "utf8")).toBe("first second third");
    expect(readdirSync(folder).sort()).toEqual(["model.gguf", "model.gguf.verified"]);
  });

  test("takes up a run that was killed at any byte, and fetches only what is not whole", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 6 }),
        fc.nat(240),
        async (cut, killedAt) => {
          const source = new Source(cut);
          rmSync(file, { force: true });
          writeFileSync(`${file}.partial`, source.whole.subarray(0, killedAt));
          await source.join(file);
          expect(readFileSync(file).equals(source.whole)).toBe(true);
          const ends = source.parts.map((_, index) => Buffer.concat(cut.slice(0, index + 1)).length);
          const missing = source.parts.filter((_, index) => (ends[index] ?? 0) > killedAt);
          expect(source.asked).toEqual(missing.map((part) => part.name));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("fetches a damaged part of an unfinished file again, and that one alone", async () => {
    writeFileSync(`${file}.partial`, "first sXcond third");
    const source = new Source(pieces);
    await source.join(file);
    expect(source.asked).toEqual(["part1"]);
    expect(readFileSync(file, "utf8")).toBe("first second third");
  });

  test("repairs a finished file that was damaged", async () => {
    writeFileSync(file, "first second thXrd");
    const source = new Source(pieces);
    await source.join(file);
    expect(source.asked).toEqual(["part2"]);
    expect(readFileSync(file, "utf8")).toBe("first second third");
  });

  test("drops what an unfinished file holds beyond the last part", async () => {
    writeFileSync(`${file}.partial`, "first second third and more");
    await new Source(pieces).join(file);
    expect(readFileSync(file, "utf8")).toBe("first second third");
  });

  test("removes folders of parts that a killed run left", async () => {
    const left = mkdtempSync(`${file}.part-`);
    await new Source(pieces).join(file);
    expect(existsSync(left)).toBe(false);
  });

  test("overcomes two failures of a part, be it the network or a wrong content", async () => {
    const source = new Source(pieces);
    source.faults.push(new Error("connection reset"), Buffer.from("FIRST "));
    await source.join(file);
    expect(source.asked).toEqual(["part0", "part0", "part0", "part1", "part2"]);
    expect(readFileSync(file, "utf8")).toBe("first second third");
  });

  test("gives up after three failures, names the part and the cause, and keeps what it has", async () => {
    const source = new Source(pieces);
    const offline = async (part: FilePart, into: string) => {
      if (part.name === "part2") throw new Error("no route to host");
      return source.fetchPart(part, into);
    };
    const { parts } = source;
    const options = {
      parts,
      sha256: sha256(source.whole),
      fetchPart: offline,
      progress: () => {},
      pauseMs: 0,
    };
    await expect(joinParts(file, options)).rejects.toMatchObject({
      code: "FETCH_FAILED",
      what: "part2 cannot be fetched",
      why: "3 attempts failed; the last: no route to host",
    });
    expect(existsSync(file)).toBe(false);
    expect(readFileSync(`${file}.partial`, "utf8")).toBe("first second ");
  });

  test("refuses a whole with another hash than the catalog's", async () => {
    const { parts, fetchPart } = new Source(pieces);
    const options = { parts, sha256: "0".repeat(64), fetchPart, progress: () => {}, pauseMs: 0 };
    await expect(joinParts(file, options)).rejects.toMatchObject({ what: "model.gguf cannot be joined" });
    expect(existsSync(file)).toBe(false);
  });

  test("asks for room before it fetches anything", async () => {
    const source = new Source(pieces);
    const huge = [{ name: "huge", bytes: 1e15, sha256: "0".repeat(64) }];
    const options = { parts: huge, sha256: "0".repeat(64), fetchPart: source.fetchPart, progress: () => {} };
    await expect(joinParts(file, options)).rejects.toMatchObject({ what: "no room for model.gguf" });
    expect(source.asked).toEqual([]);
  });
});
