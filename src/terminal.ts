import { Screen } from "./display/screen.ts";
import { renderError } from "./errors.ts";

/** stderr, where everything for people goes: one screen for all who write to it. */
export const screen = new Screen(process.stderr);

/** Whether a stream may be coloured: a terminal, and no wish against it (no-color.org). */
export function isColourful(stream: { isTTY?: boolean }): boolean {
  return stream.isTTY === true && (process.env.NO_COLOR ?? "") === "";
}

/** Makes text for stderr less prominent, where colours are welcome. */
export function dim(text: string): string {
  return isColourful(process.stderr) ? `\u001b[2m${text}\u001b[22m` : text;
}

/** Tells a person of an error. */
export function tellError(error: unknown): void {
  screen.print(renderError(error, isColourful(process.stderr)));
}

/** Writes a line for people. */
export function tell(line: string): void {
  screen.print(`${line}\n`);
}
