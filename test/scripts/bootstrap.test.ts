import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const BOOTSTRAP = join(import.meta.dir, "../../scripts/setup/bootstrap.sh");
/** What a machine without Bun and npm still has. */
const TOOLS = "bash cat chmod cut dirname grep mkdir mktemp mv rm sha256sum sleep tar gzip uname".split(" ");

let home: string;
let path: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "bootstrap-"));
  path = join(home, "path");
  mkdirSync(path);
  for (const tool of TOOLS) symlinkSync(Bun.which(tool) ?? "", join(path, tool));
});
afterEach(() => rmSync(home, { recursive: true }));

/** Puts a program on the PATH of the machine under test. */
function install(name: string, script: string) {
  writeFileSync(join(path, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(path, name), 0o755);
}

/** A Bun that knows its version and does nothing else. */
const bunOf = (version: string) => `if [ "$1" = --version ]; then echo ${version}; fi`;

/** Sources bootstrap.sh on a machine with only that PATH and an empty home. */
async function bootstrap() {
  const command = [join(path, "bash"), "-c", `source ${BOOTSTRAP}; echo "\${bun[0]}"`];
  const child = Bun.spawn(command, {
    env: { PATH: path, HOME: home },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err, status] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { out, err, status };
}

const cached = () => join(home, ".cache/stream-tts-bun/tools");

test("takes the Bun of the machine when it is the right one, and fetches nothing", async () => {
  install("bun", bunOf(Bun.version));
  expect(await bootstrap()).toEqual({ out: `${join(path, "bun")}\n`, err: "", status: 0 });
  expect(existsSync(cached())).toBe(false);
});

test("takes the Bun in the cache when the machine has another one", async () => {
  install("bun", bunOf("0.1.0"));
  const kept = join(cached(), `bun-${Bun.version}`);
  mkdirSync(kept, { recursive: true });
  writeFileSync(join(kept, "bun"), `#!/bin/sh\n${bunOf(Bun.version)}\n`, { mode: 0o755 });
  expect(await bootstrap()).toEqual({ out: `${join(kept, "bun")}\n`, err: "", status: 0 });
});

test("says what to install when there is neither Bun nor npm", async () => {
  const { err, status } = await bootstrap();
  expect(err).toContain(`error: Bun ${Bun.version} is missing (SETUP_FAILED)`);
  expect(err).toContain("fix: install Node with npm");
  expect(status).toBe(1);
});

test("never runs a fetched Bun that is not the pinned one", async () => {
  install("npm", `echo "not the pinned package" > oven-bun.tgz`);
  const { err, status } = await bootstrap();
  expect(err).toContain("its SHA-256 is ");
  expect(status).toBe(1);
  expect(readdirSync(cached())).toEqual([]);
});
