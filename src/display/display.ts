import { now } from "../clock.ts";
import type { Utterance } from "../input/utterance.ts";
import type { Clause } from "../speech/clause.ts";
import type { Work } from "../work.ts";
import type { Screen } from "./screen.ts";
import { printable, type Shown, Subtitles } from "./subtitles.ts";

/** How often the seconds of the status line are brought up to date. */
const REFRESH_MS = 500;

export interface DisplayOptions {
  readonly screen: Screen;
  /** Whether a terminal's lower end may be redrawn, with a status line; else only subtitles are printed. */
  readonly isLive: boolean;
  readonly shown: Shown | null;
  readonly dim: (text: string) => string;
  /** What is being waited for at first, such as "loading NAME". */
  readonly opening: string;
}

/**
 * What a person sees while listening: subtitles, and on a terminal a status line that says what is heard and how far
 * that is behind the agent.
 */
export class Display {
  readonly #screen: Screen;
  readonly #isLive: boolean;
  readonly #dim: (text: string) => string;
  readonly #opening: string;
  readonly #subtitles: Subtitles | null;
  readonly #startedAt = now();
  readonly #refresh: Timer | null;
  #isReady = false;
  #waiting = 0;
  #heard: { utterance: Utterance; ja: string } | null = null;

  constructor({ screen, isLive, shown, dim, opening }: DisplayOptions) {
    this.#screen = screen;
    this.#isLive = isLive && screen.isTerminal;
    this.#dim = dim;
    this.#opening = opening;
    this.#subtitles = shown === null ? null : new Subtitles(shown, dim);
    this.#refresh = this.#isLive ? setInterval(() => this.#draw(), REFRESH_MS) : null;
    this.#refresh?.unref();
    this.#draw();
  }

  /** Model, voice and output are open. */
  ready(): void {
    this.#isReady = true;
    this.#draw();
  }

  cut(): void {
    this.#waiting++;
    this.#draw();
  }

  clauseStarts(work: Work, clause: Clause): void {
    this.#heard = { utterance: work.utterance, ja: printable(clause.ja) };
    this.#subtitles?.clauseStarts(work, clause);
    if (!this.#isLive && this.#subtitles?.isComplete) this.#keep(work.utterance.id);
    this.#draw();
  }

  utteranceEnds({ utterance }: Work): void {
    this.#waiting--;
    if (this.#heard?.utterance.id === utterance.id) this.#heard = null;
    this.#keep(utterance.id);
    this.#draw();
  }

  /** Takes the status line away, and keeps the last subtitle. */
  close(): void {
    if (this.#refresh !== null) clearInterval(this.#refresh);
    if (this.#heard !== null) this.#keep(this.#heard.utterance.id);
    this.#screen.show([], "");
  }

  /** Prints a subtitle where it stays. */
  #keep(utteranceId: number): void {
    const lines = this.#subtitles?.take(utteranceId) ?? [];
    if (lines.length > 0) this.#screen.print(`${lines.join("\n")}\n`);
  }

  #draw(): void {
    if (this.#isLive) this.#screen.show(this.#subtitles?.lines ?? [], this.#dim(this.#status()));
  }

  #status(): string {
    if (!this.#isReady) return `${this.#opening} … ${seconds(now() - this.#startedAt)}`;
    if (this.#heard === null)
      return this.#waiting === 0 ? "listening" : `translating${waitingBehind(this.#waiting)}`;
    const { utterance, ja } = this.#heard;
    const saying = this.#subtitles === null ? `♪ ${ja}` : "speaking";
    const behind = `${seconds(now() - utterance.received_ms)} behind`;
    return `${saying} · ${behind}${waitingBehind(this.#waiting - 1)}`;
  }
}

const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;
const waitingBehind = (count: number) =>
  count <= 0 ? "" : ` · ${count} more ${count === 1 ? "sentence" : "sentences"}`;
