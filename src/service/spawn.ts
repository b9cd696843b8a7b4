import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheFolder } from "../cache.ts";
import { AppError, reasonOf } from "../errors.ts";
import { wholePath } from "../options/paths.ts";
import type { SpeakOptions } from "../options.ts";
import { renderChain } from "../speech/voice_spec.ts";
import { selfCommand, selfEnvironment } from "../workers/self.ts";
import type { Service } from "./connect.ts";

/** The socket is there before the model is loaded, so that this covers no more than the start of a program. */
const LIMIT_MS = 15_000;
const POLL_MS = 20;
/** A service that nobody asked for by name does not stay for ever. */
const EXIT_AFTER_S = 3600;
const TAIL_CHARACTERS = 2000;

/**
 * Starts the service in the background, with the flags of this run that matter to it, and connects to it.
 *
 * @param connect tries once
 * @throws AppError SERVICE_MISSING when it does not come up, with its own last words
 */
export async function spawnService(
  options: Pick<SpeakOptions, "model" | "profile" | "voice" | "no-translate" | "offline" | "config">,
  connect: () => Promise<Service | null>,
): Promise<Service> {
  const log = serviceLogPath();
  mkdirSync(dirname(log), { recursive: true, mode: 0o700 });
  const descriptor = openSync(log, "w");
  const child = Bun.spawn(selfCommand("serve", ...flagsFor(options)), {
    stdio: ["ignore", descriptor, descriptor],
    env: selfEnvironment({}),
    // Of a session of its own: a terminal's Ctrl-C is for the pipe, and the end of the terminal ends only that.
    detached: true,
  });
  closeSync(descriptor);
  child.unref();
  const deadline = performance.now() + LIMIT_MS;
  while (performance.now() < deadline) {
    // One that ended may have found that somebody else started one at the same time; then there is one to connect to.
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    const service = await connect();
    if (service !== null) return service;
    if (hasEnded) throw failure(`it ended at once: ${lastWordsIn(log)}`);
    await Bun.sleep(POLL_MS);
  }
  throw failure(`nobody answered at its socket within ${LIMIT_MS / 1000} s; it says: ${lastWordsIn(log)}`);
}

/** Where a service in the background writes what it has to tell; begun anew by each. */
export function serviceLogPath(): string {
  return join(cacheFolder(), "service.log");
}

function flagsFor(options: Parameters<typeof spawnService>[0]): string[] {
  const flags = ["--exit-after", String(EXIT_AFTER_S)];
  if (options.voice !== undefined) flags.push("--voice", renderChain(options.voice));
  if (options.model !== undefined) flags.push("--model", options.model);
  if (options.profile !== undefined) flags.push("--profile", options.profile);
  if (options["no-translate"]) flags.push("--no-translate");
  if (options.offline) flags.push("--offline");
  if (options.config !== undefined)
    flags.push("--config", wholePath("config", options.config, process.cwd()));
  return flags;
}

function lastWordsIn(log: string): string {
  try {
    return readFileSync(log, "utf8")
      .slice(-TAIL_CHARACTERS)
      .trim()
      .replace(/\s*\n\s*/g, "; ");
  } catch (error) {
    return reasonOf(error);
  }
}

function failure(why: string): AppError {
  return new AppError("SERVICE_MISSING", {
    what: "the resident service could not be started",
    why,
    fix: "start it where you see what it says: stream-tts-bun serve",
  });
}
