import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findCompiler } from "../../scripts/setup/compiler.ts";
import { withComponents } from "../../scripts/setup/component.ts";
import { run } from "../../src/fetch/command.ts";
import { LIB_SYSTEM } from "../../src/lib_system.ts";
import { processEnded } from "../../src/service/process_end.ts";
import { endWithProcess } from "../../src/workers/end_with_process.ts";

/**
 * libdispatch's calls as src/workers/end_with_process.ts makes them: on a Mac to libdispatch, elsewhere to a stand-in that
 * does what they do.
 */
setDefaultTimeout(60_000);

const LIMIT_MS = 20_000;
/** Long enough for a signal to have ended a process. */
const STAYS_MS = 300;

let folder: string;
let library: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "dispatch-"));
  library = process.platform === "darwin" ? LIB_SYSTEM : join(folder, "libdispatch.so");
  if (process.platform === "darwin") return;
  const { c, env } = await withComponents(findCompiler);
  const source = join(import.meta.dir, "standins", "dispatch", "dispatch.c");
  const flags = ["-shared", "-fPIC", "-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-pthread"];
  await run([...c, ...flags, "-o", library, source], LIMIT_MS, { env });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Kills the parent of a process that is blocked in native code; the process's id. */
async function orphan(watching: string): Promise<number> {
  const script = join(import.meta.dir, "watched_child.ts");
  const parent = Bun.spawn([process.execPath, script, "parent", watching], {
    ...{ stdin: "ignore", stdout: "pipe", stderr: "inherit" },
  });
  const { value } = await parent.stdout.getReader().read();
  const child = Number(new TextDecoder().decode(value).trim());
  expect(child).toBeGreaterThan(1);
  parent.kill("SIGKILL");
  await parent.exited;
  return child;
}

test("a process that is blocked in native code ends with its parent", async () => {
  const child = await orphan(library);
  expect(await processEnded(child, LIMIT_MS)).toBe(true);
});

test("without the watch it would stay", async () => {
  const child = await orphan("-");
  try {
    expect(await processEnded(child, STAYS_MS)).toBe(false);
  } finally {
    process.kill(child, "SIGKILL");
  }
});

test("a library without the functions is told, and nothing is watched", () => {
  const other = process.platform === "darwin" ? "/usr/lib/libz.1.dylib" : "libc.so.6";
  expect(() => endWithProcess(process.pid, other)).toThrow("dispatch_get_global_queue");
});
