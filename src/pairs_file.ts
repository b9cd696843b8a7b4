import { closeSync, openSync, readSync } from "node:fs";
import { type AppError, reasonOf } from "./errors.ts";

/** A line of a file in which a user says what something is called. */
export interface Pair {
  readonly left: string;
  readonly right: string;
  /** Counts from 1. */
  readonly line: number;
}

/** Makes the error for a file that cannot be used. */
export type Refuse = (why: string, fix: string, cause?: unknown) => AppError;

const MOST_BYTES = 1 << 20;

/**
 * Reads UTF-8 lines `left = right`, or with a tab between the two; blank lines, and comments after `#` at the beginning or
 * behind a blank, are passed over.
 *
 * @param example a line as it should be, for the error
 * @throws what `refuse` makes: for a file that cannot be read, is larger than 1 MB or no UTF-8, or a line without a sign
 */
export function* readPairs(path: string, refuse: Refuse, example: string): Generator<Pair> {
  let line = 0;
  for (const text of decodedLines(readBytes(path, refuse), refuse)) {
    line += 1;
    const whole = (line === 1 ? text.replace(/^\uFEFF/, "") : text).trim();
    if (whole === "" || whole.startsWith("#")) continue;
    const [, left, right] = /^(.*?)(?:\t|=)(.*)$/.exec(whole) ?? [];
    if (left === undefined || right === undefined)
      throw refuse(`line ${line}: there is neither a tab nor = in it`, `write a line as "${example}"`);
    yield { left: left.trim(), right: right.replace(/\s#.*$/, "").trim(), line };
  }
}

/** The bytes of a file of any kind, one more than allowed at most, since a pipe does not tell its size. */
function readBytes(path: string, refuse: Refuse): Uint8Array {
  const bytes = new Uint8Array(MOST_BYTES + 1);
  let length = 0;
  try {
    const file = openSync(path, "r");
    try {
      for (let read = -1; read !== 0 && length < bytes.length; length += read)
        read = readSync(file, bytes, length, bytes.length - length, null);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw refuse(reasonOf(error), "name a text file that you may read", error);
  }
  if (length > MOST_BYTES)
    throw refuse("the file is larger than 1 MB", "leave out the words that you do not need");
  return bytes.subarray(0, length);
}

function* decodedLines(bytes: Uint8Array, refuse: Refuse): Generator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for (let start = 0, line = 1; start < bytes.length; line += 1) {
    const lineEnd = bytes.indexOf(0x0a, start);
    const end = lineEnd === -1 ? bytes.length : lineEnd;
    let text: string;
    try {
      text = decoder.decode(bytes.subarray(start, end));
    } catch (error) {
      throw refuse(`line ${line} is not UTF-8`, "save the file as UTF-8", error);
    }
    yield text;
    start = end + 1;
  }
}
