import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WavFile } from "../../src/audio/wav.ts";
import { AppError } from "../../src/errors.ts";

test("the file is valid after every write, not only once closed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "wav-"));
  try {
    const path = join(folder, "out.wav");
    const wav = new WavFile(path);
    const sizes: [number, number, number][] = [];
    for (const samples of [0, 3, 4]) {
      await wav.write(Int16Array.from({ length: samples }, (_, i) => i - 2));
      const view = new DataView(Uint8Array.from(readFileSync(path)).buffer);
      sizes.push([view.byteLength, view.getUint32(4, true), view.getUint32(40, true)]);
    }
    wav.close();
    expect(sizes).toEqual([
      [44, 36, 0],
      [50, 42, 6],
      [58, 50, 14],
    ]);
    const samples = new Int16Array(Uint8Array.from(readFileSync(path)).buffer, 44);
    expect([...samples]).toEqual([-2, -1, 0, -2, -1, 0, 1]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a folder that is not there is an error with a way out", () => {
  try {
    new WavFile("/nonexistent/folder/out.wav");
    throw new Error("the file was opened");
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: "OUTPUT_UNWRITABLE", fix: expect.stringContaining("--output") });
  }
});
