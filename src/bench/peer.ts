import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { now } from "../clock.ts";
import type { Parts } from "../parts.ts";
import { CONTEXT_TOKENS } from "../workers/translator_worker.ts";

const SERVER = "llama-server";
const VOICE = "open_jtalk";
const LOAD_LIMIT_MS = 120_000;
const ANSWER_LIMIT_MS = 120_000;
const LOOK_EVERY_MS = 100;

/** What llama-server's /completion answers (tools/server/README.md of llama.cpp). */
const Completion = z.object({ content: z.string() });

/** What the two programs need of us. */
export interface PeerSettings {
  readonly parts: Parts;
  readonly model: string;
  readonly threads: number;
  readonly prompt: { readonly prefix: string; readonly suffix: string };
}

/**
 * The way without this program: llama-server translates a sentence with the same model and prompt, then open_jtalk reads
 * it with the same voice and writes it to a file.
 */
export class PeerPrograms implements Disposable {
  readonly #settings: PeerSettings;
  readonly #server: Bun.Subprocess;
  readonly #url: string;
  readonly #folder = mkdtempSync(join(tmpdir(), "stream-tts-bun-bench-"));

  private constructor(settings: PeerSettings, server: Bun.Subprocess, url: string) {
    this.#settings = settings;
    this.#server = server;
    this.#url = url;
  }

  /** Starts the server, which must then be {@link ready}; null where one of the two programs is not installed. */
  static async start(settings: PeerSettings): Promise<PeerPrograms | null> {
    const program = Bun.which(SERVER);
    if (program === null || Bun.which(VOICE) === null) return null;
    const port = await freePort();
    const flags = {
      "--model": settings.model,
      "--host": "127.0.0.1",
      "--port": port,
      "--threads": settings.threads,
      "--ctx-size": CONTEXT_TOKENS,
      "--parallel": 1,
    };
    const server = Bun.spawn([program, ...Object.entries(flags).flat().map(String)], {
      stdio: ["ignore", "ignore", "ignore"],
    });
    return new PeerPrograms(settings, server, `http://127.0.0.1:${port}`);
  }

  /** Waits until the server has loaded its model. */
  async ready(): Promise<void> {
    const until = now() + LOAD_LIMIT_MS;
    while (now() < until && this.#server.exitCode === null) {
      const health = await fetch(`${this.#url}/health`).catch(() => null);
      if (health?.ok === true) return;
      await Bun.sleep(LOOK_EVERY_MS);
    }
    throw new Error(`${SERVER} did not load ${this.#settings.model}`);
  }

  /** Milliseconds until the first sample of a sentence could be played: open_jtalk gives none before it has all. */
  async speak(sentence: string): Promise<number> {
    const { parts, prompt } = this.#settings;
    const startedAt = now();
    const answer = await fetch(`${this.#url}/completion`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        prompt: prompt.prefix + sentence + prompt.suffix,
        ...{ temperature: 0, n_predict: 32 + 3 * sentence.length, stop: ["\n"], cache_prompt: true },
      }),
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
    const { content } = Completion.parse(await answer.json());
    const wav = join(this.#folder, "sentence.wav");
    const voice = Object.values(parts.htsVoices)[0] ?? "";
    const command = [VOICE, "-x", parts.dictionary, "-m", voice, "-ow", wav];
    const reader = Bun.spawn(command, { stdio: [new Blob([content]), "ignore", "ignore"] });
    const code = await reader.exited;
    if (code !== 0 || readFileSync(wav).length === 0)
      throw new Error(`${VOICE} failed with exit code ${code}`);
    return now() - startedAt;
  }

  [Symbol.dispose](): void {
    this.#server.kill("SIGKILL");
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
