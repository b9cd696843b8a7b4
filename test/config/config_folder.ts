import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder for config files, each in a folder of its own, since a process reads each file once. */
export class ConfigFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), "tts-config-"));
  #count = 0;

  /** Writes a file that is called `name` and gives its path. */
  write(name: string, content: string | Uint8Array): string {
    const path = join(this.path, String(this.#count++), name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  /** Writes files to where they are looked for, and gives what XDG_CONFIG_HOME has to be for that. */
  home(files: Readonly<Record<string, string>>): string {
    const home = join(this.path, String(this.#count++));
    for (const [name, content] of Object.entries(files)) {
      const path = join(home, "stream-tts-bun", name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
    return home;
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** What a promise is rejected with; undefined when it is not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
