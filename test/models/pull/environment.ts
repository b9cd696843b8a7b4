import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const NAMES = [
  ...["HOME", "XDG_CACHE_HOME", "LLAMA_CACHE", "HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"],
  ...["HF_ENDPOINT", "HF_TOKEN", "HF_TOKEN_PATH", "HUGGING_FACE_HUB_TOKEN", "HF_HUB_DISABLE_IMPLICIT_TOKEN"],
  ...["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "STREAM_TTS_OFFLINE"],
];

/** A home of its own, with only those variables of Hugging Face that a test sets; all are as before when it is disposed. */
export class Environment implements Disposable {
  readonly home = mkdtempSync(join(tmpdir(), "pull-"));
  /** Our folder of models. */
  readonly models = join(this.home, "cache", "stream-tts-bun", "models");
  readonly #before = new Map(NAMES.map((name) => [name, process.env[name]]));

  constructor() {
    for (const name of NAMES) delete process.env[name];
    this.set({ HOME: this.home, XDG_CACHE_HOME: join(this.home, "cache") });
  }

  set(variables: Readonly<Record<string, string>>): void {
    Object.assign(process.env, variables);
  }

  /** For another process. */
  get variables(): Record<string, string | undefined> {
    return { ...process.env, BUN_OPTIONS: undefined };
  }

  [Symbol.dispose](): void {
    for (const [name, value] of this.#before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    rmSync(this.home, { recursive: true, force: true });
  }
}
