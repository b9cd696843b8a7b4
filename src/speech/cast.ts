import { OUTPUT_RATE } from "../audio/sink.ts";
import { AppError } from "../errors.ts";
import { MAIN_AGENT } from "../input/events.ts";
import { Recent } from "../input/recent.ts";
import type { Utterance } from "../input/utterance.ts";
import type { Parts } from "../parts.ts";
import type { Workers } from "../workers/workers.ts";
import type { Casting } from "./casting.ts";
import { Synthesizer } from "./synthesizer.ts";
import { chooseVoice } from "./voices.ts";

/** In a casting: every agent that is not the main one and has no voice of its own. */
const OTHER_AGENTS = "agents";
/** Agents that are known by a name at a time. */
const REMEMBERED = 256;

export interface CastOptions {
  /** The name of the voice of everybody who has no other; without it, the one for this machine. */
  readonly voice?: string | undefined;
  /** Who has another one. */
  readonly voices: Casting;
  readonly parts: Parts;
  readonly workers: Workers;
  /** Told when a voice's process died or hung; it is started again by itself. */
  readonly onLost: (error: AppError) => void;
}

/** A voice of the cast; `opening` is null until it is needed, and after it could not be opened. */
interface Member {
  readonly synthesizer: Synthesizer;
  opening: Promise<void> | null;
}

/** The voices of a session, and who speaks with which. */
export class Cast {
  /** The name of the voice of everybody who has no other. */
  readonly voice: string;
  readonly #voices: Casting;
  readonly #members: ReadonlyMap<string, Member>;
  /** The voices of those agents that have one by their name, by the agent's id. */
  readonly #byName = new Recent<string, string>(REMEMBERED);

  /** @throws AppError VOICE_UNKNOWN for a voice that is not here */
  constructor({ voice, voices, parts, workers, onLost }: CastOptions) {
    this.voice = chooseVoice(voice, parts).name;
    this.#voices = voices;
    this.#members = new Map(
      [...new Set([this.voice, ...voices.values()])].map((name) => [
        name,
        { synthesizer: new Synthesizer(workers, chooseVoice(name, parts), onLost), opening: null },
      ]),
    );
  }

  /**
   * Opens the voice of the main agent; the others are opened when they are first needed.
   *
   * @throws AppError VOICE_REFUSED
   */
  async open(): Promise<void> {
    await this.#opened(this.#voiceOf(MAIN_AGENT));
  }

  /** Learns another name of an agent. */
  named(agent: string, name: string): void {
    const voice = this.#voices.get(name.toLowerCase());
    if (voice !== undefined) this.#byName.set(agent, voice);
  }

  /** The name of the voice that says an utterance. */
  voiceFor({ agent }: Utterance): string {
    return this.#voiceOf(agent);
  }

  /**
   * What says an utterance, opened.
   *
   * @throws AppError VOICE_REFUSED when it cannot be opened; WORKER_* when its process was lost meanwhile
   */
  synthesizerFor(utterance: Utterance): Promise<Synthesizer> {
    return this.#opened(this.voiceFor(utterance));
  }

  kill(): void {
    for (const { synthesizer } of this.#members.values()) synthesizer.kill();
  }

  #voiceOf(agent: string): string {
    const own = this.#voices.get(agent.toLowerCase());
    if (own !== undefined) return own;
    const others = agent === MAIN_AGENT ? undefined : this.#voices.get(OTHER_AGENTS);
    return this.#byName.get(agent) ?? others ?? this.voice;
  }

  async #opened(name: string): Promise<Synthesizer> {
    const member = this.#members.get(name);
    if (member === undefined) throw new Error(`${name} is none of the cast`);
    member.opening ??= openVoice(name, member.synthesizer);
    try {
      await member.opening;
    } catch (error) {
      member.opening = null;
      throw error;
    }
    return member.synthesizer;
  }
}

async function openVoice(name: string, synthesizer: Synthesizer): Promise<void> {
  await synthesizer.open();
  if (synthesizer.rate === OUTPUT_RATE) return;
  throw new AppError("VOICE_REFUSED", {
    what: `the voice ${name} has a sampling rate that cannot be used`,
    why: `it gives ${synthesizer.rate} Hz, and only ${OUTPUT_RATE} Hz is supported`,
    fix: "choose another --voice",
  });
}
