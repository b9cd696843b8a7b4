import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ServiceStatus } from "../../../src/service/control_messages.ts";
import { type Household, within } from "./household.ts";
import { complaintsAbout } from "./said.ts";
import type { Script } from "./script.ts";
import { type TraceLine, traceLines } from "./trace_lines.ts";

/** A service is given so long to be there and ready; it loads a small model. */
const READY_MS = 60_000;
const SAID_MS = 60_000;

const Doctor = z.object({
  checks: z.array(z.object({ name: z.string(), state: z.string(), what: z.string() })),
});

/** The household's service: how it is started, asked, examined and ended. */
export class ResidentService {
  readonly #household: Household;
  readonly #flags: readonly string[];
  readonly #tracePath: string;
  #child: Bun.Subprocess<"pipe", "ignore", "pipe"> | null = null;
  #stderr = "";

  constructor(household: Household, flags: readonly string[]) {
    this.#household = household;
    this.#flags = flags;
    this.#tracePath = join(household.folder, "service.ndjson");
  }

  /** Starts one, and does not wait for it. */
  start(): void {
    const child = this.#household.start("ignore", "serve", ...this.#flags, "--trace", this.#tracePath);
    this.#child = child;
    this.#stderr = "";
    void this.#read(child.stderr);
  }

  /** Whether it has said a word of its beginning within the limit. */
  says(word: "listens at" | "ready, after"): Promise<boolean> {
    return within(READY_MS, () => this.#stderr.includes(word) || this.#child?.exitCode !== null);
  }

  /** Everything it has told. */
  get stderr(): string {
    return this.#stderr;
  }

  /** The process that has the lock, which need not be one that was started here; null where none has. */
  get pid(): number | null {
    let holder: number;
    try {
      holder = Number(readFileSync(join(this.#household.folder, "stream-tts-bun", "lock"), "utf8"));
    } catch {
      return null;
    }
    const member = this.#household.members().find(({ pid, words }) => pid === holder && words[1] === "serve");
    return member?.pid ?? null;
  }

  /** Its worker of a kind; null while there is none. */
  worker(kind: "voice" | "translator"): number | null {
    const { pid } = this;
    const all = this.#household.members();
    return all.find(({ parent, words }) => parent === pid && words.at(-1) === kind)?.pid ?? null;
  }

  /** What it does now; null where none answers. */
  async status(): Promise<ServiceStatus | null> {
    const { stdout } = await this.#household.run(["status", "--json"]);
    const told: unknown = JSON.parse(stdout);
    return ServiceStatus.safeParse(told).data ?? null;
  }

  /** Waits for the end of what an agent's hooks gave it to say, and returns what is wrong with that. */
  async complaintsAboutHooks(session: string, script: Script, isTranslated: boolean): Promise<string[]> {
    const trace = () => ofSession(traceLines(this.#tracePath), session);
    const begun = () => new Set(trace().flatMap(({ event, id }) => (event === "audio" ? [id] : []))).size;
    const clauses = (name: string) => trace().filter(({ event }) => event === name).length;
    await within(SAID_MS, () => begun() === script.texts.length && clauses("audio") === clauses("clause"));
    const wanted = { texts: script.texts, isTranslated, isPlayed: false };
    return complaintsAbout(trace(), wanted).map((complaint) => `hooks: ${complaint}`);
  }

  /** What the doctor finds wrong. That a model is slow on a busy machine is none of it, nor that there is no sound device. */
  async illnesses(flags: readonly string[], hasDevice: boolean): Promise<string[]> {
    const { stdout } = await this.#household.run(["doctor", "--json", ...flags]);
    return Doctor.parse(JSON.parse(stdout))
      .checks.filter(({ name, state }) => state === "failed" || (name === "service" && state !== "ok"))
      .filter(({ name }) => hasDevice || name !== "sound")
      .map(({ name, what }) => `doctor: ${name}: ${what}`);
  }

  /** Ends it as a user does; returns what is wrong with how it ended. */
  async stop(): Promise<string[]> {
    const { code, stderr } = await this.#household.run(["stop"]);
    return code === 0 && stderr.includes("has ended") ? [] : [`stop: ${code}, ${stderr}`];
  }

  async #read(stderr: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stderr) this.#stderr += decoder.decode(chunk, { stream: true });
  }
}

/** The lines of the one session in which an agent's session was spoken. */
function ofSession(trace: readonly TraceLine[], session: string): TraceLine[] {
  const served = new Set(trace.filter((line) => line.session === session).map(({ served_by }) => served_by));
  return trace.filter(({ served_by }) => served_by !== undefined && served.has(served_by));
}
