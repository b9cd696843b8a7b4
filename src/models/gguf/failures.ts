import { AppError } from "../../errors.ts";

/** The errors of a file that cannot be used as a model. */

const MOST_CHARACTERS = 400;
const FETCH_AGAIN = "fetch it again; compare its sha256 with the publisher's";

export function notGguf(path: string, why: string): AppError {
  return new AppError("MODEL_NOT_GGUF", {
    what: `${path} is no GGUF model`,
    why,
    fix: "pass --model a file in GGUF format, for example a Qwen2.5-Instruct GGUF",
  });
}

/** @param needed bytes that it should have; null where it ends before that is known */
export function truncated(path: string, size: number, needed: number | null): AppError {
  return new AppError("MODEL_TRUNCATED", {
    what: `the model ${path} is incomplete`,
    why:
      needed === null
        ? `it ends inside its header, after ${size} bytes`
        : `it has ${size} bytes, and its header needs ${needed}`,
    fix: FETCH_AGAIN,
  });
}

export function damaged(path: string, why: string): AppError {
  return new AppError("MODEL_DAMAGED", {
    what: `the model ${path} is damaged`,
    why: printable(why),
    fix: FETCH_AGAIN,
  });
}

/** A sound file that holds something else than a model which can translate here. */
export function unsuitable(path: string, why: string, fix: string): AppError {
  return new AppError("MODEL_UNSUITABLE", { what: `${path} cannot translate`, why: printable(why), fix });
}

/** Text that may quote a file, as one line that can neither steer a terminal nor fill it. */
export function printable(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
}
