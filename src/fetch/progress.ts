import { renderBytes } from "../display/bytes.ts";
import type { Screen } from "../display/screen.ts";
import { screen as stderr } from "../terminal.ts";

/** How often a plain line is written where none can be rewritten: so many percent, or so many ms, whichever comes first. */
const PLAIN = { percent: 10, ms: 30_000 } as const;
/** A terminal's line that changes more often cannot be read. */
const REDRAW_MS = 200;
/** The rate is that of so long before now, in ms: long enough to be calm, short enough to follow a line that changes. */
const WINDOW_MS = 10_000;
/** Samples that are kept lie so far apart. */
const SAMPLE_MS = 100;
/** A rate of a shorter time says nothing. */
const TELLING_MS = 1000;

/** How much had come when. */
interface Sample {
  readonly ms: number;
  readonly bytes: number;
}

/**
 * Tells on stderr how far a long download is, how fast it goes and how long it will take: one line that is rewritten on a
 * terminal, plain lines elsewhere.
 */
export class Progress {
  readonly #label: string;
  readonly #total: number;
  readonly #screen: Screen;
  readonly #now: () => number;
  #samples: Sample[] = [];
  #toldPercent = -1;
  #toldMs = Number.NEGATIVE_INFINITY;

  /**
   * @param total bytes of the whole
   * @param now a clock that never goes back, in ms
   */
  constructor(label: string, total: number, screen: Screen = stderr, now = () => performance.now()) {
    this.#label = label;
    this.#total = total;
    this.#screen = screen;
    this.#now = now;
  }

  /** @param done bytes so far, what was there before included */
  at(done: number): void {
    const ms = this.#now();
    const isLess = done < (this.#samples.at(-1)?.bytes ?? 0);
    // What was thrown away and comes again must not count as a negative speed.
    if (isLess) this.#samples = [];
    this.#sample({ ms, bytes: done });
    const percent = Math.floor((done * 100) / this.#total);
    if (this.#screen.isTerminal) this.#draw(percent, done, ms);
    else this.#writeLine(percent, done, ms);
  }

  /** Keeps the last sample, and of those before it in the window only some: a quick line has thousands a second. */
  #sample(sample: Sample): void {
    const beforeLast = this.#samples.at(-2);
    const last = this.#samples.at(-1);
    if (beforeLast !== undefined && last !== undefined && last.ms - beforeLast.ms < SAMPLE_MS)
      this.#samples.pop();
    this.#samples.push(sample);
    while (sample.ms - (this.#samples[0]?.ms ?? sample.ms) > WINDOW_MS) this.#samples.shift();
  }

  #draw(percent: number, done: number, ms: number): void {
    const line = this.#line(percent, done);
    if (percent < 100) {
      if (ms - this.#toldMs >= REDRAW_MS) {
        this.#toldMs = ms;
        this.#screen.show([], line);
      }
    } else if (this.#toldPercent < 100) {
      this.#toldPercent = 100;
      this.#screen.show([], "");
      this.#screen.print(`${line}\n`);
    }
  }

  #writeLine(percent: number, done: number, ms: number): void {
    const step = percent - (percent % PLAIN.percent);
    if (step === this.#toldPercent && ms - this.#toldMs < PLAIN.ms) return;
    if (this.#toldPercent === 100) return;
    this.#toldPercent = step;
    this.#toldMs = ms;
    this.#screen.print(`${this.#line(percent, done)}\n`);
  }

  #line(percent: number, done: number): string {
    const rate = this.#rate();
    const left = rate === null || rate === 0 ? null : (this.#total - done) / rate;
    const facts = [
      `${renderBytes(done)} of ${renderBytes(this.#total)}`,
      ...(rate === null || percent === 100 ? [] : [`${(rate / 1e6).toFixed(1)} MB/s`]),
      ...(left === null || percent === 100 ? [] : [`${renderDuration(left)} left`]),
    ];
    return `${this.#label}: ${percent} % (${facts.join(", ")})`;
  }

  /** Bytes a second, or null before that can be told. */
  #rate(): number | null {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.ms - first.ms < TELLING_MS) return null;
    return ((last.bytes - first.bytes) / (last.ms - first.ms)) * 1000;
  }
}

/** Seconds for people: `45 s`, `12 min`, `3 h 20 min`. */
function renderDuration(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
