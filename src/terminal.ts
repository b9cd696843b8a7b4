import { renderError } from "./errors.ts";

/** Whether a stream may be coloured: a terminal, and no wish against it (no-color.org). */
export function isColourful(stream: { isTTY?: boolean }): boolean {
  return stream.isTTY === true && (process.env.NO_COLOR ?? "") === "";
}

/** Tells a person of an error. */
export function tellError(error: unknown): void {
  process.stderr.write(renderError(error, isColourful(process.stderr)));
}

/** Writes a line for people. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
