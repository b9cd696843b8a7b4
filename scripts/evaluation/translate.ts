import { z } from "zod";
import { completeLine } from "../../src/bench/feed.ts";

const LIMIT_MS = 3600_000;
/** What `translate` prints of a sentence. */
const Sentence = z.object({ ja: z.string() });

/** A message of its own after each line: Japanese passes through untranslated, and marks where the next line begins. */
const MARK = "ここまでが一行です。";

/**
 * What the executable made of each line of English; a line may hold several sentences.
 *
 * @param flags of `translate`, besides the model
 */
export async function translateLines(
  executable: string,
  model: string,
  english: readonly string[],
  flags: readonly string[],
): Promise<string[]> {
  const messages = english.flatMap((text, n) => [
    completeLine(`m${n}`, text),
    completeLine(`end-${n}`, MARK),
  ]);
  const child = Bun.spawn([executable, "translate", "--config", "none", "--model", model, ...flags], {
    ...{ stdin: new Blob([messages.join("")]), stdout: "pipe", stderr: "inherit", timeout: LIMIT_MS },
  });
  const said = (await child.stdout.text()).trimEnd().split("\n");
  // 1 says that a sentence could not be translated, and then a notice stands in its place.
  if ((await child.exited) > 1) throw new Error("the executable could not translate everything");
  const lines = said
    .map((line) => Sentence.parse(JSON.parse(line)).ja)
    .join("\n")
    .split(MARK)
    .map((line) => line.replaceAll("\n", ""));
  if (lines.length !== english.length + 1) throw new Error("the sentences do not fit the lines");
  return lines.slice(0, -1);
}
