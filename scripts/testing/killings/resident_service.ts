import { join } from "node:path";
import { z } from "zod";
import { readIfThere } from "../../setup/stamp.ts";
import { workersOf } from "../resident.ts";
import { ServicePlace } from "../running_service.ts";
import { type TraceLine, traceLines } from "../trace_lines.ts";
import { within } from "../within.ts";
import { complaintsAbout } from "./said.ts";
import type { Script } from "./script.ts";

const SAID_MS = 60_000;

const Doctor = z.object({
  checks: z.array(z.object({ name: z.string(), state: z.string(), what: z.string() })),
});

/** A service that may be killed and started again: how it is examined and ended. */
export class ResidentService extends ServicePlace {
  /** The process that has the lock, which need not be one that was started here; null where none has. */
  get pid(): number | null {
    const holder = Number(readIfThere(join(this.runtime, "stream-tts-bun-service", "lock")));
    return this.services().find((pid) => pid === holder) ?? null;
  }

  /** Its worker of a kind; null while there is none. */
  worker(kind: "voice" | "translator"): number | null {
    const { pid } = this;
    return pid === null ? null : (workersOf(pid, kind)[0] ?? null);
  }

  /** Waits for the end of what an agent's hooks gave it to say, and returns what is wrong with that. */
  async complaintsAboutHooks(session: string, script: Script, isTranslated: boolean): Promise<string[]> {
    const trace = () => ofSession(traceLines(this.tracePath), session);
    const begun = () => new Set(trace().flatMap(({ event, id }) => (event === "audio" ? [id] : []))).size;
    const clauses = (name: string) => trace().filter(({ event }) => event === name).length;
    await within(SAID_MS, () => begun() === script.texts.length && clauses("audio") === clauses("clause"));
    const wanted = { texts: script.texts, isTranslated, isPlayed: false };
    return complaintsAbout(trace(), wanted).map((complaint) => `hooks: ${complaint}`);
  }

  /** What the doctor finds wrong. That a model is slow on a busy machine is none of it, nor that there is no sound device. */
  async illnesses(flags: readonly string[], hasDevice: boolean): Promise<string[]> {
    const { stdout } = await this.run(["doctor", "--json", ...flags]);
    return Doctor.parse(JSON.parse(stdout))
      .checks.filter(({ name, state }) => state === "failed" || (name === "service" && state !== "ok"))
      .filter(({ name }) => hasDevice || name !== "sound")
      .map(({ name, what }) => `doctor: ${name}: ${what}`);
  }

  /** Ends it as a user does; returns what is wrong with how it ended. */
  async stop(): Promise<string[]> {
    const { code, stderr } = await this.run(["stop"]);
    return code === 0 && stderr.includes("has ended") ? [] : [`stop: ${code}, ${stderr}`];
  }
}

/** The lines of the one session in which an agent's session was spoken. */
function ofSession(trace: readonly TraceLine[], session: string): TraceLine[] {
  const served = new Set(trace.filter((line) => line.session === session).map(({ served_by }) => served_by));
  return trace.filter(({ served_by }) => served_by !== undefined && served.has(served_by));
}
