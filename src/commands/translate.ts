import { defineCommand } from "citty";
import { now } from "../clock.ts";
import type { Command } from "../command.ts";
import { EXIT, isOfOneSentence } from "../errors.ts";
import { isJapanese } from "../input/japanese.ts";
import { Queue } from "../input/queue.ts";
import { readStdin } from "../input/read_stdin.ts";
import { UtteranceReader } from "../input/reader.ts";
import { SkipLog } from "../input/skip_log.ts";
import type { Utterance } from "../input/utterance.ts";
import { chooseOrOffer } from "../models/pull/choose_or_offer.ts";
import { argsOf, type Flags, parseFlags, TRANSLATE_FLAGS } from "../options.ts";
import { loadParts } from "../parts.ts";
import { ServiceLink } from "../service/link.ts";
import { onSignals } from "../signals.ts";
import { Stdout } from "../stdout.ts";
import { tell, tellError } from "../terminal.ts";
import { checkedClauses } from "../translate/checked.ts";
import type { Translates } from "../translate/translating.ts";
import { ownWorkers } from "../workers/workers.ts";

/** stdin → NDJSON {"id","en","ja"}. */
export const translateCommand: Command = {
  definition: defineCommand({
    meta: { name: "translate", description: 'Translate stdin to JSON lines {"id","en","ja"}' },
    args: argsOf(TRANSLATE_FLAGS),
  }),
  examples: `EXAMPLES

  echo "The tests pass." | stream-tts-bun translate
  stream-tts-bun translate --model ./other.gguf < session.jsonl
  stream-tts-bun translate --translator http://gpu-box:8080 < session.jsonl
`,
  async run(argv) {
    const options = await parseFlags(TRANSLATE_FLAGS, argv, "translate");
    const link = options.translator === undefined ? await linkFor(options) : null;
    const chosen = await chooseOrOffer(options, link?.model);
    const translator = chosen.create(link?.workers ?? ownWorkers, loadParts, link?.tellLost ?? tellError);
    const end = (code: number): never => {
      translator.kill();
      link?.close();
      process.exit(code);
    };
    onSignals({
      // There is no sound to stop first, so one Ctrl-C ends the command.
      onInterrupt: () => end(EXIT.interrupted),
      onInsistentInterrupt: () => end(EXIT.interrupted),
      onTerminate: () => end(EXIT.terminated),
    });
    const stdout = new Stdout(() => end(EXIT.done));
    const skips = new SkipLog();
    const queue = new Queue<Utterance>();
    const reader = new UtteranceReader({
      ...options,
      announce: [],
      code: "skip",
      now,
      onSkip: (reason, what) => skips.add(reason, what),
    });
    const withdrawn = new Set<number>();
    const reading = readStdin(reader, options["flush-after"] * 1000, {
      onEvent: (event) => {
        // Notices are our own words and Japanese already.
        if (event.kind === "utterance" && event.utterance.kind === "text") queue.push(event.utterance);
        if (event.kind === "withdrawn") for (const id of event.ids) withdrawn.add(id);
      },
    }).finally(() => queue.close());

    let code: number = EXIT.done;
    for await (const { id, text } of queue) {
      if (withdrawn.has(id)) continue;
      try {
        const ja = isJapanese(text)
          ? text
          : await whole(translator, text, () => {
              tell(`stream-tts-bun: one sentence could not be translated: ${text}`);
              code = EXIT.failed;
            });
        void stdout.write(`${JSON.stringify({ id, en: text, ja })}\n`);
      } catch (error) {
        if (!isOfOneSentence(error)) throw error;
        tellError(error);
        code = EXIT.failed;
      }
    }
    await reading;
    skips.close();
    await stdout.drained();
    return end(code);
  },
};

/** Of the service, only the model is of use here. */
function linkFor(options: Flags<(typeof TRANSLATE_FLAGS)[number]>): Promise<ServiceLink | null> {
  return ServiceLink.connect({ ...options, output: "-", voice: undefined, "no-translate": false });
}

/** The Japanese that `speak` would say. */
async function whole(translator: Translates, text: string, onFailure: () => void): Promise<string> {
  let whole = "";
  const { signal } = new AbortController();
  const clauses = checkedClauses(text, translator, signal, ({ mended }) => {
    if (mended === "untranslatable") onFailure();
  });
  for await (const { ja } of clauses) whole += ja;
  return whole;
}
