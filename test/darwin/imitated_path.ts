import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { perform, type Scene, type Step } from "../../scripts/mac_check/step.ts";
import { STEPS } from "../../scripts/mac_check/steps.ts";
import { wavHeader } from "../../src/audio/wav.ts";

const ROOT = join(import.meta.dir, "..", "..");
const RATE = 48_000;

/** A machine that says it is a Mac and whose commands are shell scripts of a test; nothing else is on its PATH. */
export class ImitatedMac implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "imitated-"));
  readonly #path = join(this.#folder, "path");
  /** Where the shell script that stands for the program lies, unless another is set. */
  executable = join(this.#path, "stream-tts-bun");
  /** What the person answers; null where nobody is asked. */
  answers: boolean | null = null;

  constructor() {
    mkdirSync(this.#path);
  }

  /** Puts a command on the PATH. */
  install(name: string, script: string): void {
    writeFileSync(join(this.#path, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(this.#path, name), 0o755);
  }

  /** Has an installed command do something before all else. */
  also(name: string, script: string): void {
    const path = join(this.#path, name);
    this.install(name, `${script}\n${readFileSync(path, "utf8")}`);
  }

  /** A program that writes this sound and this trace wherever it is told to. */
  installSpeaker(pcm: Int16Array, trace: readonly object[]): void {
    const wav = this.#file(
      "sound",
      Buffer.concat([wavHeader(pcm.byteLength, RATE), new Uint8Array(pcm.buffer)]),
    );
    const lines = this.#file("trace", trace.map((line) => `${JSON.stringify(line)}\n`).join(""));
    this.install(
      "stream-tts-bun",
      `while [ $# -gt 0 ]; do
        case $1 in
          --output) /bin/cat '${wav}' > "$2" ;;
          --trace) /bin/cat '${lines}' > "$2" ;;
        esac
        shift
      done`,
    );
  }

  /** Performs a step by its name, or one of the test's own. */
  async perform(wanted: string | Step) {
    const step = typeof wanted === "string" ? STEPS.find(({ name }) => name === wanted) : wanted;
    if (step === undefined) throw new Error(`there is no step ${wanted}`);
    const { answers } = this;
    const scene: Scene = {
      platform: "darwin",
      executable: this.executable,
      root: ROOT,
      folder: this.#folder,
      env: { PATH: this.#path, HOME: this.#folder, XDG_CACHE_HOME: this.#folder },
      ask: answers === null ? null : async () => answers,
    };
    const { status, why, transcript } = await perform(step, scene);
    return { status, why, transcript };
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #file(name: string, contents: string | Uint8Array): string {
    const path = join(this.#folder, `${name}-${readdirSync(this.#folder).length}`);
    writeFileSync(path, contents);
    return path;
  }
}

/** A tone of so many seconds. */
export function tone(seconds: number, amplitude: number): Int16Array {
  return Int16Array.from(
    { length: seconds * RATE },
    (_, n) => amplitude * Math.sin((2 * Math.PI * 440 * n) / RATE),
  );
}
