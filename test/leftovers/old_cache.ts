import { chmodSync, mkdirSync, mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Systemd } from "../../src/service/units/systemd.ts";

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;

/** A model of the catalog, and one that is not in it. */
export const PULLED = "qwen2.5-0.5b-instruct-q3_k_m";
export const OUTSIDER = "Some-Org_Model-GGUF_model-q4";
/** What the journal of an unfinished download says has come, and the size of the whole. */
const CAME = 1 << 20;
const WHOLE = 1 << 24;

/**
 * A home in which earlier versions have worked: with the layouts that there have been (state files before and after their
 * digest was in the name, their unfinished files, the service's folder under its first name), runs that were killed, and
 * files of a version that is still to come.
 */
export class OldCache implements Disposable {
  readonly home = mkdtempSync(join(tmpdir(), "old-cache-"));
  readonly runtimeFolder = join(this.home, "run");
  readonly temporary = join(this.home, "tmp");
  readonly cache = join(this.home, ".cache", "stream-tts-bun");

  constructor() {
    mkdirSync(this.runtimeFolder, { mode: 0o700 });
    mkdirSync(this.temporary);
  }

  /** For a program that is to see this home and nothing else. */
  get environment(): Record<string, string> {
    return {
      HOME: this.home,
      XDG_CACHE_HOME: dirname(this.cache),
      XDG_CONFIG_HOME: join(this.home, ".config"),
      XDG_DATA_HOME: join(this.home, ".local", "share"),
      XDG_STATE_HOME: join(this.home, ".local", "state"),
      XDG_RUNTIME_DIR: this.runtimeFolder,
      CLAUDE_CONFIG_DIR: join(this.home, ".claude"),
      HF_HOME: join(this.home, "hf"),
      TMPDIR: this.temporary,
    };
  }

  /** Writes a file below the cache, last written to so many s ago. */
  write(path: string, contents: string | Uint8Array, ageS = 0): string {
    return write(join(this.cache, path), contents, ageS);
  }

  /** Libraries and voices of version 0.0.9, and what a killed start has left of an older one's. */
  addRuntimes(): void {
    for (const path of ["0123456789abcdef/llm/libllama.so", "removing-1/llm/libllama.so"])
      this.write(join("runtime", path), "an older library");
    write(
      join(
        this.temporary,
        `stream-tts-bun-${process.geteuid?.()}`,
        "runtime",
        "fedcba9876543210",
        "libllama.so",
      ),
      "an older library, taken out while the cache was full",
    );
  }

  /** States by all names that they have had. */
  addStates(): { left: string[]; kept: string[] } {
    const left = [
      this.write("states/0123456789abcdef.state", "before digests", HOUR_S),
      this.write("states/0123456789abcdef.state.4242", "before digests, killed", 2 * HOUR_S),
      this.write("states/0123456789abcdef.4242.unfinished", "killed", 2 * HOUR_S),
      this.write("states/0123456789abcdef-0123456789abcdef.state", "of another prompt", 40 * DAY_S),
    ];
    const kept = [
      this.write("states/fedcba9876543210-0123456789abcdef.state", "used yesterday", DAY_S),
      this.write("states/fedcba9876543210.4243.unfinished", "being written"),
      this.write("states/v3-fedcba9876543210-0123.kv", "of a version to come", 40 * DAY_S),
    ];
    return { left, kept };
  }

  /** Downloads that came to no end, one with a journal of a version to come, and what killed runs have left. */
  addDownloads(): { left: string[]; kept: string[] } {
    const sparse = (file: string) => {
      const path = this.write(`models/${file}.partial`, new Uint8Array(CAME).fill(7));
      truncateSync(path, WHOLE);
      return path;
    };
    const journal = { version: '"etag"', size: WHOLE, ranges: [[0, CAME]] };
    const kept = [
      sparse(`${PULLED}.gguf`),
      this.write(`models/${PULLED}.gguf.partial.json`, JSON.stringify({ ...journal, mirror: "x" })),
      sparse(`${OUTSIDER}.gguf`),
      this.write("models/some-trimmed.gguf.11111111-1111-1111-1111-111111111111.unfinished", "being written"),
      this.write("models/some.gguf", "a model"),
      this.write("models/some.gguf.lock", ""),
      this.write("models/some.gguf.verified", "{}"),
    ];
    const left = [
      this.write(`models/${PULLED}.gguf.part-AbC123/part.whl`, "a package"),
      this.write(
        "models/other-trimmed.gguf.11111111-1111-1111-1111-111111111111.unfinished",
        "cut",
        2 * HOUR_S,
      ),
    ];
    return { left: left.map((path) => (path.endsWith(".whl") ? dirname(path) : path)), kept };
  }

  /** Claude Code's settings with our hooks in two of them, as `hook install` wrote them. */
  addHooks(program: string): string {
    const group = [{ hooks: [{ type: "command", command: `${program} hook`, timeout: 3 }] }];
    const settings = { model: "opus", hooks: { Stop: group, MessageDisplay: group } };
    return write(join(this.home, ".claude", "settings.json"), `${JSON.stringify(settings, null, 2)}\n`);
  }

  /** The unit of the service, as `serve --install` of a program wrote it. */
  addUnit(program: string, ...flags: string[]): string {
    const manager = new Systemd({
      platform: "linux",
      home: this.home,
      user: 0,
      environment: this.environment,
    });
    const unit = manager.render({ command: [program, "serve", ...flags], environment: {} });
    return write(manager.file.path, unit);
  }

  /** The folder of the service as it was called at first. */
  addServiceFolder(): string {
    const folder = join(this.runtimeFolder, "stream-tts-bun");
    mkdirSync(folder, { mode: 0o700 });
    for (const name of ["socket", "lock"]) writeFileSync(join(folder, name), "4242\n");
    return folder;
  }

  [Symbol.dispose](): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** A program of that version, as far as its answer to --version. */
export function programOfVersion(path: string, version: string): string {
  write(path, `#!/bin/sh\necho ${version}\n`);
  chmodSync(path, 0o755);
  return path;
}

function write(path: string, contents: string | Uint8Array, ageS = 0): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
  const at = Date.now() / 1000 - ageS;
  utimesSync(path, at, at);
  return path;
}
