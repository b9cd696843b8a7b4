import manifest from "../../package.json" with { type: "json" };
import { now } from "../clock.ts";
import type { ServiceStatus } from "./control_messages.ts";
import type { HookStage } from "./hook_session.ts";
import { PROTOCOL } from "./protocol.ts";
import { residentBytes } from "./resident_memory.ts";
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
