import { readdirSync, readFileSync } from "node:fs";

/** Resident memory of one process in bytes: now, and at its highest (proc(5): VmRSS, VmHWM). */
export interface Resident {
  readonly now: number;
  readonly peak: number;
}

/** Resident memory of a process, or null when it has ended. */
export function residentOf(pid: number): Resident | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const field = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) * 1024;
    const resident = { now: field("VmRSS"), peak: field("VmHWM") };
    return Number.isNaN(resident.now + resident.peak) ? null : resident;
  } catch {
    return null;
  }
}

/** A process and all that descend from it. */
export function family(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const child = Number(name);
    if (!Number.isInteger(child)) continue;
    try {
      const status = readFileSync(`/proc/${child}/status`, "utf8");
      parents.set(child, Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]));
    } catch {
      // The process ended while the folder was being read.
    }
  }
  const members = [pid];
  for (const member of members)
    for (const [child, parent] of parents) if (parent === member) members.push(child);
  return members;
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
