import { join } from "node:path";
import { heard } from "../../../test/e2e/echo.ts";
import { readWav } from "../../../test/e2e/program.ts";
import type { ServicePlace } from "../running_service.ts";
import { type TraceLine, traceLines } from "../trace_lines.ts";
import type { Output } from "./plan.ts";
import { complaintsAbout } from "./said.ts";
import type { Script } from "./script.ts";

/** A survivor that has not ended by then hangs. */
const LIMIT_MS = 90_000;

/** What a survivor may tell on stderr, and how often. */
export interface Telling {
  /** That the service is gone, or could not be used. */
  readonly gone: { readonly least: number; readonly most: number };
  /** That a worker's process died. */
  readonly died: number;
}

/** A client of the service that is fed with a script. */
export class Speaker {
  readonly output: Output;
  readonly script: Script;
  readonly #child;
  readonly #stdout: Promise<ArrayBuffer>;
  readonly #stderr: Promise<string>;
  readonly #tracePath: string;
  readonly #wav: string;

  constructor(place: ServicePlace, name: string, output: Output, script: Script, flags: readonly string[]) {
    this.output = output;
    this.script = script;
    this.#tracePath = join(place.folder, `${name}.ndjson`);
    this.#wav = join(place.folder, `${name}.wav`);
    const target = { null: "null", wav: this.#wav, stdout: "-", device: "device" }[output];
    this.#child = place.spawn([...flags, "--output", target, "--trace", this.#tracePath], {
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#stdout = new Response(this.#child.stdout).arrayBuffer();
    this.#stderr = this.#child.stderr.text();
  }

  get pid(): number {
    return this.#child.pid;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get trace(): TraceLine[] {
    return traceLines(this.#tracePath);
  }

  /** Whether model and voice are open. */
  get isReady(): boolean {
    return this.trace.some(({ event }) => event === "ready");
  }

  /** Utterances that were cut, and those of which a clause has been synthesised. */
  get progress(): { cut: number; begun: number } {
    const { trace } = this;
    const ids = (name: string) => new Set(trace.filter(({ event }) => event === name).map(({ id }) => id));
    return { cut: ids("utterance").size, begun: ids("audio").size };
  }

  /** Writes lines, one after another; to a client that was killed, nothing comes of it. */
  async feed(lines: readonly string[], gapMs: number): Promise<void> {
    for (const line of lines) {
      try {
        this.#child.stdin.write(line);
        await this.#child.stdin.flush();
      } catch {
        return;
      }
      await Bun.sleep(gapMs);
    }
  }

  /** No more is written. */
  async end(): Promise<void> {
    try {
      await this.#child.stdin.end();
    } catch {
      // It was killed.
    }
  }

  /** Waits for the end of a client that was killed. */
  async ended(): Promise<void> {
    await this.#child.exited;
  }

  /** Waits for the end of one that survived; returns what is wrong with how it ended and with what it said. */
  async complaints(telling: Telling, isTranslated: boolean): Promise<string[]> {
    const limit = setTimeout(() => this.#child.kill("SIGKILL"), LIMIT_MS);
    const code = await this.#child.exited;
    clearTimeout(limit);
    const stderr = await this.#stderr;
    const { trace } = this;
    const isUncertain = isTranslated && stderr.includes("one sentence could not be translated");
    const complaints = complaintsAbout(trace, {
      ...{ texts: this.script.texts, isTranslated, isPlayed: this.output === "device" },
    });
    if (code !== (isUncertain ? 1 : 0)) complaints.push(`it ended with ${this.#child.signalCode ?? code}`);
    complaints.push(...complaintsAboutTelling(stderr, telling));
    const readings = trace.filter(({ event }) => event === "clause").map(({ reading }) => reading);
    const sound = await this.#sound();
    if (sound !== null && heard(sound) !== readings.join(""))
      complaints.push(`what sounds is ${heard(sound)} and not ${readings.join("")}`);
    return complaints;
  }

  /** What can be listened to; null where it was played or dropped. */
  async #sound(): Promise<Int16Array | null> {
    const bytes = await this.#stdout;
    if (this.output === "stdout") return new Int16Array(bytes.slice(0, bytes.byteLength & ~1));
    return this.output === "wav" ? readWav(this.#wav) : null;
  }
}

const GONE = /^stream-tts-bun: the resident service (?:is gone|is not used)/;
const DIED = /^error: the (?:voice|translator) process died \(WORKER_DIED\)\n {2}why: .*\n {2}fix: .*\n/gm;
const UNCERTAIN = /^stream-tts-bun: one sentence could not be translated: .*\n/gm;

function complaintsAboutTelling(stderr: string, { gone, died }: Telling): string[] {
  const deaths = stderr.match(DIED)?.length ?? 0;
  const lines = stderr.replace(DIED, "").replace(UNCERTAIN, "").split("\n").slice(0, -1);
  const told = lines.filter((line) => GONE.test(line)).length;
  const isRight = deaths <= died && told >= gone.least && told <= gone.most && told === lines.length;
  return isRight ? [] : [`it told ${JSON.stringify(stderr)}`];
}
