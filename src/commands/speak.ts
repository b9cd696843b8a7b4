import { defineCommand } from "citty";
import type { Command } from "../command.ts";
import { AppError } from "../errors.ts";
import { argsOf, parseFlags, SPEAK_FLAGS } from "../options.ts";
import { Stdout } from "../stdout.ts";
import { openTrace } from "../trace.ts";
import { dryRun } from "./dry_run.ts";

/** stdin → voice. */
export const speakCommand: Command = {
  definition: defineCommand({
    meta: {
      name: "speak",
      description: "Speak what a coding agent writes, in Japanese, while it is writing",
    },
    args: argsOf(SPEAK_FLAGS),
  }),
  examples: `EXAMPLES

  Get the model that suits this machine, once:
    stream-tts-bun models pull

  Hear an agent while it works:
    claude -p --verbose --output-format stream-json --include-partial-messages "…" | stream-tts-bun

  Other agents; whose lines come in is found out:
    codex exec --json "…" | stream-tts-bun
    gemini --output-format stream-json -p "…" | stream-tts-bun
    opencode run --format json "…" | stream-tts-bun

  Hear the subagents, too, and which tools are used:
    … | stream-tts-bun --agents all --announce tools,errors

  Keep the agent's output for another program, and read along:
    … | stream-tts-bun --tee --show both > session.jsonl

  A neural voice, a quick one for when it cannot keep up, and another for what tells of code:
    stream-tts-bun voices pull kokoro
    … | stream-tts-bun --voice kokoro,mei --voices code=nitech@pitch=-2

  Write the sound to a file, and what happened beside it:
    echo "The tests pass." | stream-tts-bun --output out.wav --trace trace.ndjson

  See what would be spoken, without a model or a voice:
    stream-tts-bun --dry-run < session.jsonl

  Only translate, as JSON lines:
    echo "The tests pass." | stream-tts-bun translate

COMMANDS

  speak       stdin to voice; the default, its name may be left out
  translate   stdin to JSON lines {"id","en","ja"}
  models      list, pull, verify, trim, bundle and unbundle translation models
  voices      list, try, pull and verify voices
  serve       keep model, voice and device ready for every terminal, hook and agent
  ctl         steer what speaks: pause, resume, stop, skip, back, rate, mute, unmute, say
  status      what the service is doing; stop ends it
  hook        install: hear interactive sessions of Claude Code
  doctor      try everything that speaking rests on, and say what to do
  bench       how long it takes from a sentence to its sound on this machine
  config      keep flags in a file, and show what holds
  completions what a shell needs to complete commands, flags and values

stream-tts-bun COMMAND --help tells more of each.

First Ctrl-C: silence, and what waits is skipped. Second Ctrl-C: exit.
Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted, 143 terminated.
`,
  async run(argv) {
    const options = await parseFlags(SPEAK_FLAGS, argv, "speak");
    const stdoutUsers = [
      options.output === "-" && !options["dry-run"] && "--output -",
      options.trace === "-" && "--trace -",
      options.tee && "--tee",
      options["dry-run"] && "--dry-run",
    ].filter((user) => user !== false);
    if (stdoutUsers.length > 1)
      throw new AppError("USAGE", {
        what: `${stdoutUsers.join(" and ")} cannot be used together`,
        why: "each would write to stdout",
        fix: "keep one of them, or give --output and --trace a file name; --no-tee and --no-dry-run take back what a config file says; stream-tts-bun speak --help shows more",
      });
    if (options["dry-run"]) return dryRun(options, openTrace(options.trace ?? null, new Stdout(() => {})));
    // Imported only now: a dry run needs none of it.
    const { SpeakRun } = await import("../speak_run.ts");
    const { ServiceLink } = await import("../service/link.ts");
    const { chooseOrOffer } = await import("../models/pull/choose_or_offer.ts");
    const link = await ServiceLink.connect(options);
    // Before the parts, which a first start has to unpack: a missing model should be told at once.
    const chosen = options["no-translate"] ? null : await chooseOrOffer(options, link?.model);
    return new SpeakRun(options, chosen, link).run();
  },
};
