import { openPlayback } from "./audio/open_playback.ts";
import { now } from "./clock.ts";
import { Display } from "./display/display.ts";
import { EXIT } from "./errors.ts";
import type { InputEvent } from "./input/input_event.ts";
import { readStdin } from "./input/read_stdin.ts";
import { UtteranceReader } from "./input/reader.ts";
import { SkipLog } from "./input/skip_log.ts";
import { keepSpeed } from "./models/speeds.ts";
import type { SpeakOptions } from "./options.ts";
import { loadParts } from "./parts.ts";
import type { ServiceLink } from "./service/link.ts";
import { noTurns } from "./service/turn.ts";
import { SpeechSession } from "./session/speech_session.ts";
import { onSignals } from "./signals.ts";
import { Cast } from "./speech/cast.ts";
import { readingOfFile } from "./speech/readings/index.ts";
import { Statistics } from "./statistics.ts";
import { Stdout } from "./stdout.ts";
import { dim, screen, tell, tellError } from "./terminal.ts";
import { openTrace, type Trace } from "./trace.ts";
import type { ChosenTranslator } from "./translate/choose.ts";
import type { Translating } from "./translate/translating.ts";
import { ownWorkers } from "./workers/workers.ts";

/** Longest wait for the reader of stdout when we are told to end. */
const LAST_WORDS_MS = 500;

/** One run of `speak`: its parts, their start, and its end by end of input or by signal. */
export class SpeakRun {
  readonly #options: SpeakOptions;
  readonly #link: ServiceLink | null;
  readonly #chosen: ChosenTranslator | null;
  readonly #translator: Translating | null;
  readonly #stdout: Stdout;
  readonly #trace: Trace;
  readonly #display: Display;
  readonly #reader: UtteranceReader;
  readonly #statistics = new Statistics();
  readonly #skips = new SkipLog();
  readonly #session: SpeechSession;
  readonly #cast: Cast;
  #agentSession: string | null = null;
  #hasInputEnded = false;
  #wasInterrupted = false;

  /**
   * @param chosen what translates; null where the text is spoken as it is
   * @param link to the resident service, whose model and voices are used, and among whose sessions this one takes turns
   * @throws AppError when a voice or an output is not there
   */
  constructor(options: SpeakOptions, chosen: ChosenTranslator | null, link: ServiceLink | null) {
    this.#options = options;
    this.#link = link;
    this.#chosen = chosen;
    const readingOf = readingOfFile(options.readings);
    const parts = loadParts();
    const workers = link?.workers ?? ownWorkers;
    const onLost = link?.tellLost ?? tellError;
    const cast = new Cast({
      ...{ ...options, parts, workers, onLost },
      onHandover: (handover) => this.#trace.write("handover", handover),
      tell: (line) => tell(`stream-tts-bun: ${line}`),
    });
    this.#cast = cast;
    this.#stdout = new Stdout(() => {
      // Without a reader the sound has nowhere to go; a trace alone is no reason to fall silent.
      if (options.output === "-") void this.#finish(EXIT.done);
    });
    this.#trace = openTrace(options.trace ?? null, this.#stdout);
    this.#display = new Display({
      screen,
      // What else is written to the same terminal, typed words or a copy of the agent's lines, would tear it apart.
      isLive: !process.stdin.isTTY && !(options.tee && process.stdout.isTTY),
      shown: options.show ?? null,
      dim,
      opening: `loading ${this.#chosen?.name ?? `the voice ${cast.voice}`}`,
    });
    this.#translator = this.#chosen?.create(workers, () => parts, onLost) ?? null;
    this.#reader = new UtteranceReader({
      ...options,
      now,
      onSkip: (reason, what) => {
        this.#statistics.skip();
        this.#skips.add(reason, what);
        this.#trace.write("skipped", { reason, what });
      },
    });
    this.#session = new SpeechSession({
      reader: this.#reader,
      translator: this.#translator,
      cast,
      readingOf,
      trace: this.#trace,
      statistics: this.#statistics,
      turn: link?.turn ?? noTurns,
      openPlayback: (listener) => openPlayback(options, parts.player, this.#stdout, listener),
      isPaced: options.output === "device",
      rate: options.rate,
      maxBacklogSeconds: options["max-backlog"],
      // Only a device takes its time: everywhere else nothing is ever left out.
      onUserTurn: options.output === "device" ? options["on-user-turn"] : "finish",
      display: this.#display,
      onChange: () => link?.report(this.#session.state),
      tell,
    });
    link?.serve((control) => this.#session.control(control));
  }

  /** Speaks until stdin ends or a signal comes; resolves to the exit code. */
  async run(): Promise<number> {
    onSignals({
      onInterrupt: () => this.#interrupt(),
      onInsistentInterrupt: () => void this.#finish(EXIT.interrupted),
      onTerminate: () => void this.#finish(EXIT.terminated),
    });
    try {
      const reading = this.#read();
      const hasNothingToSay = reading.then(() =>
        this.#statistics.isEmpty ? "nothing" : new Promise<never>(() => {}),
      );
      // A run without a sentence need not wait for the model.
      if ((await Promise.race([this.#open(), hasNothingToSay])) !== "nothing") await this.#session.speak();
      await reading;
    } catch (error) {
      this.#close();
      throw error;
    }
    const failed = this.#statistics.faults > 0 ? EXIT.failed : EXIT.done;
    return this.#finish(this.#wasInterrupted ? EXIT.interrupted : failed);
  }

  async #read(): Promise<void> {
    try {
      await readStdin(this.#reader, this.#options["flush-after"] * 1000, {
        onEvent: (event) => this.#take(event),
        onBytes: this.#options.tee ? (chunk) => void this.#stdout.write(chunk) : undefined,
        onRead: () => this.#hasRead(),
      });
    } finally {
      this.#hasInputEnded = true;
      this.#session.end();
    }
  }

  #hasRead(): void {
    this.#session.prepare();
    const { agentSession } = this.#reader;
    if (agentSession === this.#agentSession) return;
    // Before anything is heard of it: hooks of this session would tell the same once more.
    this.#agentSession = agentSession;
    this.#link?.report(this.#session.state);
  }

  #take(event: InputEvent): void {
    if (event.kind === "user-turn") this.#link?.wrote();
    this.#session.take(event);
  }

  async #open(): Promise<void> {
    const { translator: opened, load_ms } = await this.#session.open();
    this.#trace.write("ready", {
      model: opened?.model ?? this.#chosen?.name ?? null,
      voice: this.#cast.voice,
      load_ms,
      prefix_tokens: opened?.prefixTokens ?? 0,
      prefix_restored: opened?.restored ?? false,
    });
    if (opened !== undefined && opened.prefixTokens > 0 && !opened.restored && process.stderr.isTTY)
      tell(
        "stream-tts-bun: the prompt was read anew for this model; later starts take its state from the cache",
      );
    this.#display.ready();
  }

  #interrupt(): void {
    this.#wasInterrupted = true;
    this.#session.silence();
    if (this.#hasInputEnded) void this.#finish(EXIT.interrupted);
    else if (process.stderr.isTTY)
      tell("stream-tts-bun: silent; what comes next is spoken. Ctrl-C again to exit.");
  }

  /** Writes the summary, makes the outputs complete and ends the process. */
  async #finish(code: number): Promise<never> {
    this.#session.silence();
    this.#display.close();
    this.#trace.write(
      "summary",
      this.#statistics.summary(
        this.#translator?.statistics ?? { tokens: 0, tokensPerSecond: null },
        this.#session.underruns,
      ),
    );
    const path = this.#chosen?.model?.path;
    if (path !== undefined && this.#translator !== null) keepSpeed(path, this.#translator.statistics);
    this.#cast.keepSpeeds();
    this.#skips.close();
    this.#close();
    const isSignalled = code === EXIT.interrupted || code === EXIT.terminated;
    await (isSignalled
      ? Promise.race([this.#stdout.drained(), Bun.sleep(LAST_WORDS_MS)])
      : this.#stdout.drained());
    process.exit(code);
  }

  #close(): void {
    this.#display.close();
    this.#session.close();
    this.#link?.close();
    this.#trace.close();
  }
}
