import { type ArgsDef, defineCommand } from "citty";
import type { Command } from "../command.ts";
import { AppError, EXIT } from "../errors.ts";
import { argsOf, CTL_FLAGS, parseWords } from "../options.ts";
import { ask, serviceMissing } from "../service/ask.ts";
import type { Control } from "../service/protocol.ts";
import { RATE } from "../speech/rate.ts";
import { tell } from "../terminal.ts";

/** What needs no more than its name. */
const PLAIN = ["pause", "resume", "stop", "skip", "back", "mute", "unmute"] as const;

const ACTION: ArgsDef = {
  action: {
    type: "positional",
    valueHint: [...PLAIN, "rate", "say"].join("|"),
    description: "What is done; rate and say need to know more, see below",
  },
};

/** Steers what speaks through the service. */
export const ctlCommand: Command = {
  definition: defineCommand({
    meta: { name: "ctl", description: "Steer what speaks through the resident service" },
    args: { ...ACTION, ...argsOf(CTL_FLAGS) },
  }),
  examples: `ACTIONS

  pause       hold the sound, at the word; other sessions may sound meanwhile
  resume      go on
  stop        silence, and what waits is dropped; what comes next is spoken
  skip        go on with the next sentence
  back        repeat from the last sentence on; at the beginning of one: from the one before it
  rate X      speed of speech from the next clause on, 1.0 is natural
  mute        say nothing of a session until unmute; what comes meanwhile is dropped
  unmute
  say TEXT    say a sentence, translated unless it is Japanese

EXAMPLES

  stream-tts-bun ctl stop
  stream-tts-bun ctl rate 1.3
  stream-tts-bun ctl mute --session 3
  stream-tts-bun ctl say "The build is done."
`,
  async run(argv) {
    const { flags, words } = await parseWords(CTL_FLAGS, argv, "ctl", {
      least: 0,
      most: Number.POSITIVE_INFINITY,
    });
    const control = controlOf(words);
    const asked = await ask({ op: "control", control, session: flags.session ?? null });
    if (asked === null) throw serviceMissing();
    if (asked.answer.sessions.length === 0)
      tell("stream-tts-bun: nobody speaks through the service now; what was said holds for who comes next");
    return EXIT.done;
  },
};

/** @throws AppError USAGE for what is no action */
function controlOf([action = "", ...rest]: readonly string[]): Control {
  const plain = PLAIN.find((name) => name === action);
  if (plain !== undefined) {
    if (rest.length > 0) throw usage(`${rest[0]} is one word too many behind ${plain}`);
    return { action: plain };
  }
  if (action === "say") {
    const text = rest.join(" ").trim();
    if (text === "") throw usage("say needs a text");
    return { action, text };
  }
  if (action === "rate") {
    const rate = rest.length === 1 ? Number(rest[0]) : Number.NaN;
    if (!(rate >= RATE.slowest && rate <= RATE.fastest))
      throw usage(`rate needs a number from ${RATE.slowest} to ${RATE.fastest}`);
    return { action, rate };
  }
  const all = [...PLAIN, "rate X", "say TEXT"].join(", ");
  throw usage(action === "" ? `it names no action; there are ${all}` : `${action} is none of ${all}`);
}

function usage(why: string): AppError {
  return new AppError("USAGE", {
    what: "the command line is not understood",
    why,
    fix: "stream-tts-bun ctl --help shows what there is",
  });
}
