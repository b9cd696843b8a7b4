import { completeLine } from "../../src/bench/feed.ts";

const LIMIT_MS = 3600_000;

/** What the executable made of each line of English; a line may hold several sentences. */
export async function translateLines(
  executable: string,
  model: string,
  english: readonly string[],
): Promise<string[]> {
  const messages = english.map((text, n) => completeLine(`m${n}`, text));
  const child = Bun.spawn([executable, "translate", "--model", model], {
    ...{ stdin: new Blob([messages.join("")]), stdout: "pipe", stderr: "inherit", timeout: LIMIT_MS },
  });
  const said = (await child.stdout.text()).trimEnd().split("\n");
  if ((await child.exited) !== 0) throw new Error("the executable could not translate everything");
  const sentences: { en: string; ja: string }[] = said.map((line) => JSON.parse(line));
  return english.map((text) => {
    let left = lettersOf(text);
    let ja = "";
    while (left > 0) {
      const sentence = sentences.shift();
      if (sentence === undefined) throw new Error(`nothing is left for: ${text}`);
      left -= lettersOf(sentence.en);
      ja += sentence.ja;
    }
    if (left < 0) throw new Error(`the sentences do not fit the line: ${text}`);
    return ja;
  });
}

/** Marks of Markdown are left out when text is read, but no letter is. */
const lettersOf = (text: string) => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
