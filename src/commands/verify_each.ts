import { renderBytes } from "../display/bytes.ts";
import { AppError, EXIT } from "../errors.ts";
import { screen, tellError } from "../terminal.ts";
import { stoppable } from "./stoppable.ts";

/** What a command verifies one after another. */
export interface Verifying<Thing> {
  /** What it is called, in the progress that is shown and in an error as JSON. */
  nameOf(thing: Thing): string;
  /** The member that holds this name in an error as JSON. */
  readonly member: string;
  /**
   * Looks at one, and says in lines what it found.
   *
   * @param onProgress takes how many bytes of how many have been read
   * @throws AppError where it is not whole
   */
  verified(
    thing: Thing,
    options: { signal: AbortSignal; onProgress: (done: number, total: number) => void },
  ): Promise<string>;
}

/**
 * Verifies each, whatever is wrong with the others, and shows how far it is. Errors are told on stderr, and with `json` as
 * lines on stdout, too.
 *
 * @returns the exit code: 1 where one is not whole
 */
export async function verifyEach<Thing>(
  things: readonly Thing[],
  json: boolean,
  { nameOf, member, verified }: Verifying<Thing>,
): Promise<number> {
  let code: number = EXIT.done;
  const stopped = await stoppable(async (signal) => {
    for (const thing of things) {
      const onProgress = (done: number, total: number) =>
        screen.show([], `${nameOf(thing)}: ${Math.floor((done / total) * 100)} % of ${renderBytes(total)}`);
      try {
        process.stdout.write(await verified(thing, { signal, onProgress }));
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        const { code: name, what, why, fix } = error;
        if (json)
          process.stdout.write(
            `${JSON.stringify({ [member]: nameOf(thing), error: { code: name, what, why, fix } })}\n`,
          );
        tellError(error);
        code = EXIT.failed;
      } finally {
        screen.show([], "");
      }
    }
  });
  return stopped === EXIT.done ? code : stopped;
}
