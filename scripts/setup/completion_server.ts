import { join } from "node:path";
import { python } from "../../src/fetch/package_client.ts";
import { unpackWheel } from "../../src/fetch/unpack.ts";
import { withComponents } from "./component.ts";
import { fetchPinned } from "./fetch.ts";
import { pins } from "./pins.ts";

const SCRIPT = join(import.meta.dir, "../completion_server.py");

/** What starts a server of a GGUF, and the environment it needs. */
export interface CompletionServer {
  command(model: string, port: number): string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * An OpenAI-compatible server for the tests, fetched when it is not in the cache yet. Its wheel has no dependencies and suits
 * every Python from 3.10 on.
 *
 * @throws AppError SETUP_FAILED
 */
export async function completionServer(): Promise<CompletionServer> {
  const program = python();
  const packages = await withComponents((components) =>
    components.get("completion-server", [pins.completionServer.sha256], async (made) =>
      unpackWheel(await fetchPinned(pins.completionServer), made),
    ),
  );
  return {
    command: (model, port) => [program, SCRIPT, model, String(port)],
    env: { PYTHONPATH: packages },
  };
}
