import { realpathSync } from "node:fs";
import manifest from "../../package.json" with { type: "json" };
import { isCompiled } from "../compiled.ts";
import { selfEnvironment } from "../workers/self.ts";
import type { Leftover } from "./leftover.ts";
import type { ProgramUse } from "./program_uses.ts";

/** Ours tells its version in 10 ms. */
const LIMIT_MS = 5000;

/**
 * Uses of a program that is gone, or is another version of this one.
 *
 * @throws the signal's reason
 */
export async function otherPrograms(uses: readonly ProgramUse[], signal: AbortSignal): Promise<Leftover[]> {
  const leftovers: Leftover[] = [];
  for (const use of uses) {
    const what = await difference(use, signal);
    if (what !== null) leftovers.push({ what, bytes: 0, fix: use.fix, remove: null });
  }
  return leftovers;
}

async function difference({ by, program }: ProgramUse, signal: AbortSignal): Promise<string | null> {
  const found = program.includes("/") ? program : Bun.which(program);
  const path = found === null ? null : realPath(found);
  // What a shell would put in the place of these is not known here.
  if (path === null && /^~|\$/.test(program)) return null;
  if (path === null) return `${by}: ${program} is to be run, which is not there`;
  if (isCompiled && path === realPath(process.execPath)) return null;
  const version = await versionOf(path, signal);
  if (version === manifest.version) return null;
  const told = version === null ? "which tells no version" : `version ${version}`;
  return `${by}: ${path} is to be run, ${told}; this is ${manifest.version}`;
}

/** Behind all links; null where nothing is. */
function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

/** What a program answers to --version; null where that is no version. */
async function versionOf(program: string, signal: AbortSignal): Promise<string | null> {
  try {
    const child = Bun.spawn([program, "--version"], {
      ...{ stdin: "ignore", stdout: "pipe", stderr: "ignore", env: selfEnvironment({}) },
      ...{ timeout: LIMIT_MS, killSignal: "SIGKILL", signal },
    });
    const answer = await child.stdout.text();
    return /^\d+\.\d+\.\d+\S*/.exec(answer)?.[0] ?? null;
  } catch {
    return null;
  } finally {
    signal.throwIfAborted();
  }
}
