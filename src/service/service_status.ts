import { readFileSync } from "node:fs";
import manifest from "../../package.json" with { type: "json" };
import { now } from "../clock.ts";
import type { ServiceStatus } from "./control_messages.ts";
import type { HookStage } from "./hook_session.ts";
import { PROTOCOL } from "./protocol.ts";
import type { ServedSession } from "./served_session.ts";

/** What `status` tells of the service and its sessions. */
export function statusOf(
  { pool, turns, chosen }: HookStage,
  sessions: Iterable<ServedSession>,
  facts: Pick<ServiceStatus, "socket" | "refused" | "malformed">,
): ServiceStatus {
  const { isLoaded, translated, voices, pids } = pool.status;
  const model = chosen?.model ?? null;
  return {
    pid: process.pid,
    program: manifest.version,
    protocol: PROTOCOL,
    uptime_ms: now(),
    model:
      model === null
        ? null
        : {
            ...model,
            loaded: isLoaded,
            translated_tokens: translated.tokens,
            tokens_per_second: translated.tokensPerSecond,
          },
    voices: [...voices],
    memory_bytes: residentBytes([process.pid, ...pids]),
    sessions: Array.from(sessions, ({ id, kind, pid, state }) => ({
      ...state,
      id,
      kind,
      pid,
      hasTurn: turns.holder === id,
    })),
    ...facts,
  };
}

/** Resident memory of processes in bytes (proc(5): VmRSS); null where there is no /proc. */
function residentBytes(pids: readonly number[]): number | null {
  let sum = 0;
  for (const pid of pids) {
    try {
      const kB = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
      sum += Number(kB ?? 0) * 1024;
    } catch {
      // It ended meanwhile, or this system has no /proc.
    }
  }
  return sum === 0 ? null : sum;
}
