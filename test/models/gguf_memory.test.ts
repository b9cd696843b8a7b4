import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import {
  fileOf,
  type Group,
  headerOf,
  numbers,
  pieces,
  string,
  strings,
  u64,
  uint32,
} from "../../scripts/testing/gguf_fields.ts";
import { LIMITS } from "../../src/models/gguf/format.ts";
import { chatModel } from "./chat_model.ts";

const folder = mkdtempSync(join(tmpdir(), "gguf-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What may stand in memory beyond what an ordinary small model takes. */
const MOST_BYTES = 64e6;
const TERABYTE = 2 ** 40;

function write(name: string, header: Uint8Array, bytes = header.length): string {
  const path = join(folder, name);
  writeFileSync(path, header);
  truncateSync(path, bytes);
  return path;
}

/** Reads headers in a process of its own. */
function read(...paths: string[]) {
  const { stdout, stderr } = Bun.spawnSync([
    process.execPath,
    join(import.meta.dir, "read_headers.ts"),
    ...paths,
  ]);
  expect(stderr.toString()).toBe("");
  return z
    .strictObject({ outcomes: z.array(z.string()), peakBytes: z.number().positive() })
    .parse(JSON.parse(stdout.toString()));
}

/** A header that ends where the elements of its last key begin, and says that there are so many. */
function endingWith(group: Group, elements: number | bigint): Uint8Array {
  const { first, keys } = pieces([group], []);
  const header = Buffer.concat([first, ...keys].flatMap((one) => one.map(({ bytes }) => bytes)));
  header.set(u64(elements), header.length - 8);
  return header;
}

test("what hostile headers take of memory is bounded", () => {
  const none = strings("tokens", []);
  const tensors = Array.from({ length: LIMITS.tensors }, (_, i) => ({
    ...{ name: `${i}`.padEnd(LIMITS.nameBytes, "日").slice(0, 20), dimensions: [4, 1, 1, 1] },
    ...{ type: 0, bytes: 32 },
  }));
  const hostile: [string, string][] = [
    [write("texts.gguf", endingWith(none, 2n ** 60n), TERABYTE), "MODEL_DAMAGED"],
    [write("empty-texts.gguf", endingWith(none, LIMITS.texts), TERABYTE), "ok"],
    [
      write("numbers.gguf", endingWith(numbers("n", 0, new Uint8Array(0)), LIMITS.headerBytes), TERABYTE),
      "MODEL_DAMAGED",
    ],
    [
      write(
        "long.gguf",
        fileOf(
          pieces(
            Array.from({ length: 20 }, (_, i) => string(`${i}`, "日".repeat(340_000))),
            [],
          ),
        ),
      ),
      "MODEL_DAMAGED",
    ],
    [
      write(
        "keys.gguf",
        fileOf(
          pieces(
            Array.from({ length: LIMITS.keys }, (_, i) => uint32(`${i}`.repeat(50), i)),
            [],
          ),
        ),
      ),
      "ok",
    ],
    [write("tensors.gguf", headerOf(pieces([], tensors)), TERABYTE), "ok"],
  ];
  const small = write("small.gguf", fileOf(chatModel()));
  const ordinary = read(small).peakBytes;
  for (const [path, outcome] of hostile) {
    const { outcomes, peakBytes } = read(path);
    expect([path, ...outcomes]).toEqual([path, outcome]);
    expect(peakBytes - ordinary).toBeLessThan(MOST_BYTES);
  }
});
