import { lstatSync, rmSync } from "node:fs";
import { AppError } from "../../errors.ts";
import { shellLine } from "../../shell_line.ts";
import { stableCommand } from "../stable_command.ts";
import { stopService } from "../stop_service.ts";
import { Launchd } from "./launchd.ts";
import type { ServiceManager, Step } from "./manager.ts";
import { readOwn, removeOwn, writeOwn } from "./own_file.ts";
import { type Place, thisPlace } from "./place.ts";
import { runStep } from "./run_step.ts";
import { Systemd } from "./systemd.ts";

/** They say where models, settings and the socket are. The manager starts us without what the user's shell has set. */
const KEPT_VARIABLES = [
  "XDG_CACHE_HOME",
  "XDG_CONFIG_HOME",
  "HF_HOME",
  "HF_HUB_CACHE",
  "HUGGINGFACE_HUB_CACHE",
  "LLAMA_CACHE",
] as const;

/** What was done, in lines for people, and whether nothing is left for them to do. */
export interface Report {
  readonly lines: readonly string[];
  readonly isComplete: boolean;
}

/**
 * The manager of services of a place.
 *
 * @throws AppError UNIT_UNWRITABLE on a system that has none we know
 */
export function managerOf(place: Place): ServiceManager {
  if (place.platform === "linux") return new Systemd(place);
  if (place.platform === "darwin") return new Launchd(place);
  throw new AppError("UNIT_UNWRITABLE", {
    what: "the service cannot be installed here",
    why: `nothing is known of what starts services on ${place.platform}`,
    fix: "start it by yourself: stream-tts-bun serve",
  });
}

/**
 * Has the system's manager start the service, now and at each login, and again after a failure. Doing it again with other
 * flags starts it anew with these.
 *
 * @throws AppError UNIT_UNWRITABLE, and what `makeRoom` throws; the signal's reason when it is aborted
 */
export async function installUnit(
  {
    flags,
    signal,
    makeRoom = stopService,
  }: {
    /** Of `serve`. Paths in them are absolute. */
    readonly flags: readonly string[];
    readonly signal?: AbortSignal;
    /** Ends a service that was started otherwise, since there can be only one; gives its process id or null. */
    readonly makeRoom?: (signal?: AbortSignal) => Promise<number | null>;
  },
  place = thisPlace(),
): Promise<Report> {
  const manager = managerOf(place);
  const { path } = manager.file;
  const isNew = readOwn(manager.file) === null;
  const command = [...stableCommand(), "serve", ...flags];
  const isWritten = writeOwn(manager.file, manager.render({ command, environment: keptVariables(place) }));
  const change = isNew ? "new" : isWritten ? "changed" : "same";
  const lines = [isWritten ? `wrote ${path}` : `${path} is as it should be`];

  const run = (step: Step) => runStep(step, place.environment, signal);
  const silence = await run(manager.reading);
  if (silence !== null) {
    const left = [manager.reading, ...manager.starting("new", false)];
    lines.push(`${manager.name} cannot be asked to run it: ${silence}`, byHand(left));
    return { lines, isComplete: false };
  }
  const isRunning = (await run(manager.asking)) === null;
  const ended = isRunning ? null : await makeRoom(signal);
  if (ended !== null) lines.push(`ended the service that ran as process ${ended}`);
  const steps = manager.starting(change, isRunning);
  for (const [index, step] of steps.entries()) {
    const failure = await run(step);
    if (failure === null) continue;
    lines.push(`${shellLine(step.command)} failed: ${failure}`, byHand(steps.slice(index)));
    lines.push(`what the service said: ${shellLine(manager.logCommand)}`);
    return { lines, isComplete: false };
  }
  lines.push(`${manager.name} runs the service now, and at each login`);
  return { lines, isComplete: true };
}

/**
 * Ends what {@link installUnit} began. What the user has put there by hand stays.
 *
 * @throws AppError UNIT_UNWRITABLE; the signal's reason when it is aborted
 */
export async function uninstallUnit(
  { signal }: { signal?: AbortSignal } = {},
  place = thisPlace(),
): Promise<Report> {
  const manager = managerOf(place);
  const { path } = manager.file;
  if (readOwn(manager.file) === null)
    return { lines: [`nothing is installed: there is no ${path}`], isComplete: true };
  const run = (step: Step) => runStep(step, place.environment, signal);
  const failures: string[] = [];
  const isRunning = (await run(manager.asking)) === null;
  for (const step of manager.stopping(isRunning)) {
    const failure = await run(step);
    if (failure !== null) failures.push(`${shellLine(step.command)} failed: ${failure}`);
  }
  removeOwn(manager.file);
  for (const link of manager.links) removeLink(link);
  // What could not be asked to stop cannot be asked to read either, and has been told of.
  if (failures.length === 0) {
    const failure = await run(manager.reading);
    if (failure !== null) failures.push(`${shellLine(manager.reading.command)} failed: ${failure}`);
  }
  if (failures.length > 0) failures.push("if the service still runs: stream-tts-bun stop");
  return { lines: [`removed ${path}`, ...failures], isComplete: failures.length === 0 };
}

function byHand(steps: readonly Step[]): string {
  const lines = steps
    .filter(({ isQuestion }) => isQuestion !== true)
    .map(({ command }) => shellLine(command));
  return `run this yourself: ${lines.join(" && ")}`;
}

function keptVariables({ environment }: Place): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT_VARIABLES) {
    const value = environment[name] ?? "";
    if (value !== "") kept[name] = value;
  }
  return kept;
}

function removeLink(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(path, { force: true });
}
