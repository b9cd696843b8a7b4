import { defineCommand } from "citty";
import type { Command } from "../command.ts";
import { type Check, type Finding, perform, unknown } from "../doctor/check.ts";
import { computeCheck } from "../doctor/compute.ts";
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

/** Tries everything that speaking rests on, and says what to do about what fails. */
export const doctorCommand: Command = {
  definition: defineCommand({
    meta: { name: "doctor", description: "Try everything that speaking rests on, and say what to do" },
    args: argsOf(DOCTOR_FLAGS),
  }),
  examples: `Nothing sounds. The exit code is 1 if something has failed.

EXAMPLES

  stream-tts-bun doctor
  stream-tts-bun doctor --model ./other.gguf --device hdmi
  stream-tts-bun doctor --json > report.json
`,
  async run(argv) {
    const options = parseFlags(DOCTOR_FLAGS, argv, "doctor");
    const parts = memoised(loadParts);
    const checks: Check[] = [
      programCheck,
      diskCheck,
      serviceCheck,
      partsCheck(parts),
      computeCheck(parts),
      modelCheck(parts, options),
      voiceCheck(parts, options.voice),
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

function rendered(name: string, { state, what, fix }: Finding): string {
  const word = state.padEnd(7);
  const mark = isColourful(process.stdout) ? `\u001b[${COLOURS[state]}m${word}\u001b[0m` : word;
  return `${mark}  ${name.padEnd(7)}  ${what}\n${fix === "" ? "" : `${" ".repeat(18)}${fix}\n`}`;
}

/** Asks once; an error is thrown each time. */
function memoised(load: () => Parts): () => Parts {
  let parts: Parts | null = null;
  return () => {
    parts ??= load();
    return parts;
  };
}
