import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Connection } from "../../src/service/connection.ts";
import { ControlRequest, type ServiceStatus } from "../../src/service/control_messages.ts";
import { serviceFolders } from "../../src/service/folder.ts";
import { Listener } from "../../src/service/listener.ts";
import { PROTOCOL } from "../../src/service/protocol.ts";

/** What a service in a test does with a message. */
export type Answering = (message: ControlRequest, connection: Connection) => void;

/** The real listener in this process's runtime folder, with a service behind it that only answers. */
export function answeringService(answer: Answering, program = "1.2.3"): Listener {
  const [folder = ""] = serviceFolders();
  return Listener.open(folder, {
    onClient: (connection) => {
      connection.receive(ControlRequest, (message) => answer(message, connection));
      return {
        ...{ event: "hello", protocol: PROTOCOL, program, pid: process.pid },
        ...{ model: null, session: null },
      };
    },
    onRefused: () => {},
    onMalformed: () => {},
  });
}

const VARIABLES = ["XDG_RUNTIME_DIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"];

/** A folder of its own for sockets, caches and units, until it is disposed of: those of the user are no part of a test. */
export class OwnFolders implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), "service-"));
  /** For a process that is to find the same. */
  readonly environment = Object.fromEntries(VARIABLES.map((name) => [name, this.path]));
  readonly #before = VARIABLES.map((name) => [name, process.env[name]] as const);

  constructor() {
    Object.assign(process.env, this.environment);
  }

  [Symbol.dispose](): void {
    for (const [name, value] of this.#before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(this.path, { recursive: true });
  }
}

/** What an idle service tells. */
export function idleStatus(pid = process.pid, program = "1.2.3"): ServiceStatus {
  return {
    ...{ pid, program, protocol: PROTOCOL, socket: "/run/user/1000/stream-tts-bun/socket" },
    ...{ uptime_ms: 7_503_000, model: null, voices: [], memory_bytes: 61_400_000 },
    ...{ sessions: [], refused: 0, malformed: 0 },
  };
}
