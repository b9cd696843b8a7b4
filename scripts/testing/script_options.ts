import { z } from "zod";
import { AppError, reasonOf } from "../../src/errors.ts";

/**
 * The options of a script.
 *
 * @param usage a line that shows how it is run
 * @param read reads its command line, as parseArgs of node:util does
 * @throws AppError USAGE with the reason, when either refuses
 */
export function scriptOptions<Schema extends z.ZodType>(
  usage: string,
  schema: Schema,
  read: () => unknown,
): z.infer<Schema> {
  try {
    return schema.parse(read());
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : reasonOf(error);
    throw new AppError(
      "USAGE",
      { what: "the command line is not understood", why, fix: `run: ${usage}` },
      error,
    );
  }
}
