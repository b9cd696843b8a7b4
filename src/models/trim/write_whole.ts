import { renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { discard } from "../../discard.ts";
import { needRoomForAll } from "../../disk_room.ts";
import { AppError, reasonOf } from "../../errors.ts";
import { checkGguf } from "../gguf/check.ts";

const ELSEWHERE = "name another file, on a disk with room that you may write to";

/** A model that could not be written. */
export function unwritable(out: string, why: string, fix = ELSEWHERE, cause?: unknown): AppError {
  return new AppError("OUTPUT_UNWRITABLE", { what: `the model ${out} was not written`, why, fix }, cause);
}

/**
 * Asks for room before anything is written.
 *
 * @throws AppError OUTPUT_UNWRITABLE
 */
export function needRoom(out: string, bytes: number): void {
  try {
    needRoomForAll([{ folder: dirname(out), bytes }]);
  } catch (error) {
    throw unwritable(out, reasonOf(error), ELSEWHERE, error);
  }
}

/**
 * Writes a model under a temporary name beside its own, looks into it, and only then gives it its name. Whatever ends
 * that early leaves nothing behind.
 *
 * @param onWritten told how many bytes are written
 * @throws AppError OUTPUT_UNWRITABLE, what the pieces throw, and the signal's reason
 */
export async function writeWhole(
  out: string,
  pieces: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  onWritten: (bytes: number) => void,
): Promise<void> {
  const unfinished = `${out}.${crypto.randomUUID()}.unfinished`;
  try {
    await using file = await open(unfinished, "wx");
    let written = 0;
    for await (const piece of pieces) {
      signal.throwIfAborted();
      await file.writeFile(piece);
      written += piece.length;
      onWritten(written);
    }
    await file.sync();
    checkGguf(unfinished);
    // A model that was pulled under this name has its sha256 beside it, which is not that of the new one.
    rmSync(`${out}.verified`, { force: true });
    renameSync(unfinished, out);
  } catch (error) {
    discard(unfinished);
    signal.throwIfAborted();
    throw error instanceof AppError ? error : unwritable(out, reasonOf(error), ELSEWHERE, error);
  }
}
