import { endWithProcess } from "../../src/workers/end_with_process.ts";

/**
 * `bun watched_child.ts parent|child LIBRARY|-`: the parent starts the child and waits; the child says its process id and
 * is then blocked in a native call for ever, as a worker is by a library that hangs.
 */
const [role, library = "-"] = process.argv.slice(2);
if (role === "parent") {
  const child = Bun.spawn([process.execPath, import.meta.path, "child", library], {
    ...{ stdin: "ignore", stdout: "inherit", stderr: "inherit", detached: true },
  });
  await child.exited;
} else {
  if (library !== "-") endWithProcess(process.ppid, library);
  process.stdout.write(`${process.pid}\n`);
  Bun.sleepSync(3_600_000);
}
