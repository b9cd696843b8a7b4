import { readdirSync, readFileSync } from "node:fs";
import { family, residentOf } from "./resident.ts";

/** What a process and all that descend from it hold: resident memory in bytes, open descriptors, threads (proc(5)). */
export interface Resources {
  readonly bytes: number;
  readonly descriptors: number;
  readonly threads: number;
}

export function resourcesOf(pid: number): Resources {
  const sum = { bytes: 0, descriptors: 0, threads: 0 };
  for (const member of family(pid)) {
    try {
      const descriptors = readdirSync(`/proc/${member}/fd`).length;
      const threads = /^Threads:\s+(\d+)/m.exec(readFileSync(`/proc/${member}/status`, "utf8"))?.[1];
      sum.bytes += residentOf(member)?.now ?? 0;
      sum.descriptors += descriptors;
      sum.threads += Number(threads ?? 0);
    } catch {
      // It ended while it was looked at.
    }
  }
  return sum;
}
