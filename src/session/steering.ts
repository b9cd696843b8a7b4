import type { Agenda } from "../agenda.ts";
import type { Playback } from "../audio/playback.ts";
import { now } from "../clock.ts";
import type { Utterance } from "../input/utterance.ts";
import type { Control } from "../service/protocol.ts";
import type { Trace } from "../trace.ts";
import type { Work } from "../work.ts";
import type { Reports } from "./reports.ts";
import type { TurnTaking } from "./turn_taking.ts";

/** Who goes back this soon after a sentence has begun means the one before it. */
const JUST_BEGUN_MS = 1500;

/** The utterance that is heard, and since when, in ms of the process's clock. */
export interface Sounding {
  readonly work: Work;
  readonly since: number;
}

/** What is steered. */
export interface Steered {
  readonly agenda: Agenda;
  readonly playback: Playback;
  readonly turns: TurnTaking;
  readonly reports: Reports;
  readonly trace: Trace;
  readonly sounding: () => Sounding | null;
  /** Falls silent and forgets what waits; returns what was dropped. */
  readonly silence: () => readonly Utterance[];
  readonly say: (text: string) => void;
}

/** Does what a person wants of a session while it speaks. */
export class Steering {
  readonly #steered: Steered;
  #isPaused = false;
  #isMuted = false;

  constructor(steered: Steered) {
    this.#steered = steered;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Nothing is said, and what comes is dropped. */
  get isMuted(): boolean {
    return this.#isMuted;
  }

  steer(control: Control): void {
    const { agenda, reports, silence, say } = this.#steered;
    switch (control.action) {
      case "pause":
        this.#pause(true);
        break;
      case "resume":
        this.#pause(false);
        break;
      case "stop":
        reports.skipped("stopped", silence());
        this.#pause(false);
        break;
      case "skip":
        this.#skip();
        break;
      case "back":
        this.#back();
        break;
      case "rate":
        agenda.rate = control.rate;
        break;
      case "mute":
        this.#isMuted = true;
        reports.skipped("muted", silence());
        break;
      case "unmute":
        this.#isMuted = false;
        break;
      case "say":
        say(control.text);
        break;
    }
  }

  #pause(on: boolean): void {
    if (on === this.#isPaused) return;
    this.#isPaused = on;
    this.#steered.turns.pause(on);
  }

  #skip(): void {
    const { agenda, playback, reports, sounding } = this.#steered;
    const work = sounding()?.work;
    if (work === undefined) return;
    reports.skipped("skip", agenda.drop([work.utterance.id]));
    playback.skip(work);
  }

  #back(): void {
    const { agenda, playback, trace, sounding } = this.#steered;
    const heard = sounding();
    const last = agenda.heard.at(-1);
    const isJustBegun = heard !== null && now() - heard.since < JUST_BEGUN_MS;
    const from = heard === null || (isJustBegun && last !== undefined) ? last : heard.work.utterance.id;
    if (from === undefined) return;
    const ids = agenda.repeatFrom(from);
    playback.flush();
    trace.write("repeated", { ids });
  }
}
