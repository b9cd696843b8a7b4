import { readdirSync } from "node:fs";
import { readIfThere } from "../setup/stamp.ts";

/** Resident memory of one process in bytes: now, and at its highest (proc(5): VmRSS, VmHWM). */
export interface Resident {
  readonly now: number;
  readonly peak: number;
}

/** Resident memory of a process, or null when it has ended. */
export function residentOf(pid: number): Resident | null {
  const status = readProc(pid, "status");
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) * 1024;
  const resident = { now: field("VmRSS"), peak: field("VmHWM") };
  return Number.isNaN(resident.now + resident.peak) ? null : resident;
}

/** A process and all that descend from it. */
export function family(pid: number): number[] {
  const parents = new Map(
    allProcesses().map((child) => [child, Number(/^PPid:\s+(\d+)/m.exec(readProc(child, "status"))?.[1])]),
  );
  const members = [pid];
  for (const member of members)
    for (const [child, parent] of parents) if (parent === member) members.push(child);
  return members;
}

/** Native workers of one kind among what descends from a process. */
export function workersOf(pid: number, kind: "translator" | "voice"): number[] {
  return family(pid).filter((member) => wordsOf(member).slice(-2).join(" ") === `worker ${kind}`);
}

export function allProcesses(): number[] {
  return readdirSync("/proc").map(Number).filter(Number.isInteger);
}

/** Whether a process exists and is no zombie. */
export function isRunning(pid: number): boolean {
  const status = readProc(pid, "status");
  return status !== "" && !/^State:\s+Z/m.test(status);
}

/** The words of a process's command line; none when it has ended. */
export function wordsOf(pid: number): string[] {
  return readProc(pid, "cmdline").split("\0").slice(0, -1);
}

/** kill -9; of a process that has ended meanwhile, nothing. */
export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It was quicker.
  }
}

/** A file of a process in /proc (proc(5)); empty when it has ended, or is somebody else's. */
export function readProc(pid: number, file: "cmdline" | "environ" | "status"): string {
  return readIfThere(`/proc/${pid}/${file}`) ?? "";
}

/** Watches a process and its descendants until they end. */
export class MemoryWatch {
  readonly #pid: number;
  readonly #peaks = new Map<number, number>();

  constructor(pid: number) {
    this.#pid = pid;
  }

  /** Looks once; returns the sum of what is resident now, in bytes. */
  look(): number {
    let sum = 0;
    for (const pid of family(this.#pid)) {
      const resident = residentOf(pid);
      if (resident === null) continue;
      sum += resident.now;
      this.#peaks.set(pid, Math.max(resident.peak, this.#peaks.get(pid) ?? 0));
    }
    return sum;
  }

  /** Sum of the peaks of all processes seen, in bytes. */
  get sumOfPeaks(): number {
    return [...this.#peaks.values()].reduce((sum, peak) => sum + peak, 0);
  }
}
