import { defineCommand } from "citty";
import type { Command } from "../command.ts";
import { isCompiled } from "../compiled.ts";
import { type Check, type Finding, perform, unknown } from "../doctor/check.ts";
import { clean } from "../doctor/clean.ts";
import { computeCheck } from "../doctor/compute.ts";
import { leftoversCheck } from "../doctor/leftovers.ts";
import { modelCheck } from "../doctor/model.ts";
import { diskCheck, partsCheck, programCheck } from "../doctor/program.ts";
import { serviceCheck } from "../doctor/service.ts";
import { soundCheck } from "../doctor/sound.ts";
import { voiceCheck } from "../doctor/voice.ts";
import { EXIT } from "../errors.ts";
import { argsOf, DOCTOR_FLAGS, parseFlags } from "../options.ts";
import { loadParts, type Parts } from "../parts.ts";
import { isColourful } from "../terminal.ts";

const COLOURS: Record<Finding["state"], number> = { ok: 32, warning: 33, failed: 31, unknown: 2 };

/** Most of it is asking other programs for their versions. */
const CLEAN_LIMIT_MS = 60_000;
/** Of the word for the state with two blanks, and of the name with two. */
const INDENT = " ".repeat(20);

/** Tries everything that speaking rests on, and says what to do about what fails. */
export const doctorCommand: Command = {
  definition: defineCommand({
    meta: { name: "doctor", description: "Try everything that speaking rests on, and say what to do" },
    args: argsOf(DOCTOR_FLAGS),
  }),
  examples: `Nothing sounds. The exit code is 1 if something has failed.

Leftovers are what nothing uses any more: libraries of other versions, downloads and runs that came to no end, old states, hooks
that lead to another program. --clean shows those that can be removed without a loss, asks, and removes them; models and
unfinished downloads are not among them.

EXAMPLES

  stream-tts-bun doctor
  stream-tts-bun doctor --model ./other.gguf --device hdmi
  stream-tts-bun doctor --json > report.json
  stream-tts-bun doctor --clean
`,
  async run(argv) {
    const options = await parseFlags(DOCTOR_FLAGS, argv, "doctor");
    const parts = memoised(loadParts);
    const hasRuntime = () => isCompiled && isThere(parts);
    if (options.clean)
      return clean({ hasRuntime: hasRuntime(), signal: AbortSignal.timeout(CLEAN_LIMIT_MS) }, options);
    const checks: Check[] = [
      programCheck,
      diskCheck,
      serviceCheck,
      leftoversCheck(hasRuntime),
      partsCheck(parts),
      computeCheck(parts),
      modelCheck(parts, options),
      ...(options.voice ?? [undefined]).map((voice) => voiceCheck(parts, voice?.name)),
      soundCheck(parts, options.device ?? ""),
    ];
    const findings: (Finding & { name: string })[] = [];
    for (const check of checks) {
      const hasParts = !findings.some(({ name, state }) => name === "parts" && state === "failed");
      const finding = hasParts ? await perform(check) : unknown("it needs the parts");
      findings.push({ name: check.name, ...finding });
      if (!options.json) process.stdout.write(rendered(check.name, finding));
    }
    const isWell = findings.every(({ state }) => state !== "failed");
    if (options.json) process.stdout.write(`${JSON.stringify({ ok: isWell, checks: findings }, null, 2)}\n`);
    return isWell ? EXIT.done : EXIT.failed;
  },
};

function rendered(name: string, { state, what, fix, details = [] }: Finding): string {
  const word = state.padEnd(7);
  const mark = isColourful(process.stdout) ? `\u001b[${COLOURS[state]}m${word}\u001b[0m` : word;
  const lines = [fix, ...details.flatMap((detail) => [`- ${detail.what}`, detail.fix && `  ${detail.fix}`])];
  const below = lines.filter((line) => line !== "").map((line) => `${INDENT}${line}\n`);
  return `${mark}  ${name.padEnd(9)}  ${what}\n${below.join("")}`;
}

/** Whether the parts are where they belong, or could be put there; why not is another check's to tell. */
function isThere(parts: () => Parts): boolean {
  try {
    parts();
    return true;
  } catch {
    return false;
  }
}

/** Asks once; an error is thrown each time. */
function memoised(load: () => Parts): () => Parts {
  let parts: Parts | null = null;
  return () => {
    parts ??= load();
    return parts;
  };
}
