import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Connection } from "../../src/service/connection.ts";
import type { Reception } from "../../src/service/listener.ts";
import { type ClientHello, PROTOCOL, type ServiceHello } from "../../src/service/protocol.ts";

/** A service that takes everybody and notes what it is told. */
export class NotedReception implements Reception {
  readonly refused: string[] = [];
  readonly malformed: string[] = [];
  readonly clients: { connection: Connection; hello: ClientHello }[] = [];
  /** What the service does with a connection it has taken. */
  onTaken: (connection: Connection) => void = () => {};
  answer: ServiceHello = {
    ...{ event: "hello", protocol: PROTOCOL, program: "0.0.0", pid: process.pid, model: null, session: "s1" },
  };

  onClient(connection: Connection, hello: ClientHello): ServiceHello {
    this.clients.push({ connection, hello });
    this.onTaken(connection);
    return this.answer;
  }

  onRefused(why: string): void {
    this.refused.push(why);
  }

  onMalformed(why: string): void {
    this.malformed.push(why);
  }
}

/** A folder in which this process finds its runtime folder and its cache, and nobody else's, until it is disposed of. */
export function ownPlaces(): Disposable & { readonly root: string } {
  const root = mkdtempSync(join(tmpdir(), "service-"));
  const { XDG_RUNTIME_DIR, XDG_CACHE_HOME } = process.env;
  process.env.XDG_RUNTIME_DIR = root;
  process.env.XDG_CACHE_HOME = join(root, "cache");
  return {
    root,
    [Symbol.dispose]: () => {
      restore("XDG_RUNTIME_DIR", XDG_RUNTIME_DIR);
      restore("XDG_CACHE_HOME", XDG_CACHE_HOME);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

/** Waits until something is so; the test's own limit ends it when it never is. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await Bun.sleep(1);
}
