import { readFileSync } from "node:fs";
import { signatureFaults } from "../darwin/code_signature.ts";
import type { Content } from "../package/contents.ts";
import { setupFailure } from "../setup/failure.ts";
import type { Target } from "../setup/target.ts";
import { buildPathsIn } from "./build_paths.ts";
import { type Needs, needsFaults, needsOf } from "./needs.ts";

const CODE = /\.(so|dylib)$/;

/**
 * Looks at a target's executable and at everything it carries: no path of this machine may stand in any of them, every
 * signed page of a Mac's must have its hash, and what a Linux one needs must be there.
 *
 * @returns what the ELF files ask of a system; nothing for macOS
 * @throws AppError SETUP_FAILED with everything that is wrong
 */
export function checkBuild(target: Target, program: string, inside: readonly Content[]): Needs[] {
  const executable = { path: "stream-tts-bun", bytes: readFileSync(program) };
  const carried = inside.map(({ path, source }) => ({ path, bytes: readFileSync(source) }));
  const code = [executable, ...carried.filter(({ path }) => CODE.test(path))];
  const isDarwin = target.system === "darwin";
  const needs = isDarwin ? [] : needsOf(code);
  const faults = [
    ...[executable, ...carried].flatMap(({ path, bytes }) =>
      buildPathsIn(bytes).map((text) => `${path}: ${text} is a path of this machine`),
    ),
    ...(isDarwin
      ? code.flatMap(({ path, bytes }) => signatureFaults(bytes).map((fault) => `${path}: ${fault}`))
      : needsFaults(needs, target.name)),
  ];
  if (faults.length === 0) return needs;
  throw setupFailure(
    `what was built for ${target.name} must not be handed out`,
    faults.join("\n"),
    "mend what the lines above name",
  );
}
