import { Agenda } from "./agenda.ts";
import { openPlayback } from "./audio/open_playback.ts";
import type { Playback } from "./audio/playback.ts";
import { OUTPUT_RATE } from "./audio/sink.ts";
import { now } from "./clock.ts";
import { Display } from "./display/display.ts";
import { AppError, EXIT, isOfOneSentence } from "./errors.ts";
import type { InputEvent } from "./input/input_event.ts";
import { isJapanese } from "./input/japanese.ts";
import { readStdin } from "./input/read_stdin.ts";
import { UtteranceReader } from "./input/reader.ts";
import { SkipLog } from "./input/skip_log.ts";
import type { Utterance } from "./input/utterance.ts";
import { keepSpeed } from "./models/speeds.ts";
import type { SpeakOptions } from "./options.ts";
import { loadParts } from "./parts.ts";
import { speakAll } from "./pipeline.ts";
import { onSignals } from "./signals.ts";
import { loadReadings, type ReadingOf, readingWith, toReading } from "./speech/readings/index.ts";
import { Synthesizer } from "./speech/synthesizer.ts";
import { chooseVoice } from "./speech/voices.ts";
import { Statistics } from "./statistics.ts";
import { Stdout } from "./stdout.ts";
import { dim, screen, tell, tellError } from "./terminal.ts";
import { openTrace, type Trace } from "./trace.ts";
import { MENDED, type TranslationFault } from "./translate/checked.ts";
import { type ChosenTranslator, chooseTranslator } from "./translate/choose.ts";
import type { Translating } from "./translate/translating.ts";
import type { Work } from "./work.ts";

/** Longest wait for the reader of stdout when we are told to end. */
const LAST_WORDS_MS = 500;

/** One run of `speak`: its parts, their start, and its end by end of input or by signal. */
export class SpeakRun {
  readonly #options: SpeakOptions;
  readonly #chosen: ChosenTranslator | null;
  readonly #readingOf: ReadingOf;
  readonly #translator: Translating | null;
  readonly #synthesizer: Synthesizer;
  readonly #stdout: Stdout;
  readonly #trace: Trace;
  readonly #playback: Playback;
  readonly #display: Display;
  readonly #reader: UtteranceReader;
  readonly #statistics = new Statistics();
  readonly #skips = new SkipLog();
  readonly #agenda: Agenda;
  #hasInputEnded = false;
  #wasInterrupted = false;

  /** @throws AppError when a model, a voice or an output is not there */
  constructor(options: SpeakOptions) {
    this.#options = options;
    // Before the parts, which a first start has to unpack: a missing model should be told at once.
    this.#chosen = options["no-translate"] ? null : chooseTranslator(options);
    const { readings } = options;
    this.#readingOf = readings === undefined ? toReading : readingWith(loadReadings(readings));
    const parts = loadParts();
    const voice = chooseVoice(options.voice, parts);
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
      opening: `loading ${this.#chosen?.name ?? `the voice ${options.voice}`}`,
    });
    this.#playback = openPlayback(options, parts.player, this.#stdout, {
      clauseStarts: (work, clause) => this.#display.clauseStarts(work, clause),
      clausePlayed: ({ utterance }, { n }, start_ms, end_ms) =>
        this.#trace.write("played", { id: utterance.id, n, start_ms, end_ms }),
      utteranceEnds: (work) => {
        this.#agenda.ended(work.utterance);
        this.#display.utteranceEnds(work);
      },
    });
    this.#agenda = new Agenda({
      maxBacklogSeconds: this.#isPaced ? options["max-backlog"] : Number.POSITIVE_INFINITY,
      rate: options.rate,
      onJoin: (joined, into) => this.#trace.write("joined", { id: joined.id, into: into.id }),
      onSkip: (skipped) => this.#skipBacklog(skipped),
    });
    this.#translator = this.#chosen?.create(() => parts, tellError) ?? null;
    this.#synthesizer = new Synthesizer(voice, tellError);
    this.#reader = new UtteranceReader({
      ...options,
      now,
      onSkip: (reason, what) => {
        this.#statistics.skip();
        this.#skips.add(reason, what);
        this.#trace.write("skipped", { reason, what });
      },
    });
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
      if ((await Promise.race([this.#open(), hasNothingToSay])) !== "nothing") {
        await speakAll(
          this.#agenda,
          {
            translator: this.#translator,
            readingOf: this.#readingOf,
            synthesizer: this.#synthesizer,
            speed: () => this.#agenda.speed,
            trace: this.#trace,
            statistics: this.#statistics,
            onSynthesised: (utterance, seconds) => this.#agenda.learn(utterance, seconds),
            onFault: (work, error) => this.#fault(work, error),
            onTranslationFault: (work, fault) => this.#translationFault(work, fault),
          },
          this.#playback,
        );
      }
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
        onRead: () => this.#prepare(),
      });
    } finally {
      this.#hasInputEnded = true;
      this.#agenda.close();
    }
  }

  /** Only a device takes its time. */
  get #isPaced(): boolean {
    return this.#options.output === "device";
  }

  #take(event: InputEvent): void {
    switch (event.kind) {
      case "utterance":
        this.#register(event.utterance);
        this.#agenda.add(event.utterance);
        break;
      case "user-turn":
        this.#startTurn();
        break;
      case "withdrawn":
        this.#trace.write("skipped", { reason: "withdrawn", what: idsOf(this.#agenda.drop(event.ids)) });
        break;
    }
  }

  #register(utterance: Utterance): void {
    this.#trace.write("utterance", utterance);
    this.#statistics.cut(utterance);
    this.#display.cut();
  }

  /** Lets the model read the sentence that is arriving, if it is the next to be translated. */
  #prepare(): void {
    if (this.#translator === null || this.#agenda.isWaiting) return;
    const text = this.#reader.open;
    if (text !== "" && !isJapanese(text)) this.#translator.draft(text);
  }

  /** Model, voice and output are opened side by side. */
  async #open(): Promise<void> {
    const startedAt = now();
    const [opened] = await Promise.all([
      this.#translator?.open(),
      this.#synthesizer.open(),
      this.#playback.open(),
    ]);
    if (this.#synthesizer.rate !== OUTPUT_RATE)
      throw new AppError("VOICE_REFUSED", {
        what: `the voice ${this.#options.voice} has a sampling rate that cannot be used`,
        why: `it gives ${this.#synthesizer.rate} Hz, and only ${OUTPUT_RATE} Hz is supported`,
        fix: "choose another --voice",
      });
    this.#trace.write("ready", {
      model: opened?.model ?? this.#chosen?.name ?? null,
      voice: this.#options.voice,
      load_ms: Math.round(now() - startedAt),
      prefix_tokens: opened?.prefixTokens ?? 0,
      prefix_restored: opened?.restored ?? false,
    });
    if (opened !== undefined && opened.prefixTokens > 0 && !opened.restored && process.stderr.isTTY)
      tell(
        "stream-tts-bun: the prompt was read anew for this model; later starts take its state from the cache",
      );
    this.#display.ready();
  }

  #fault(work: Work, error: unknown): void {
    if (work.signal.aborted) return;
    if (!isOfOneSentence(error)) throw error;
    this.#statistics.fault();
    this.#trace.write("fault", {
      id: work.utterance.id,
      what: error.code,
      done: "the rest of the sentence was left out",
      en: work.utterance.text,
    });
    tell(`stream-tts-bun: one sentence was not spoken to its end: ${error.what}: ${error.why}`);
  }

  #translationFault({ utterance: { id, text } }: Work, { faults, mended }: TranslationFault): void {
    this.#trace.write("fault", { id, what: faults.join(", "), done: MENDED[mended], en: text });
    if (mended !== "untranslatable") return;
    this.#statistics.fault();
    tell(`stream-tts-bun: one sentence could not be translated: ${text}`);
  }

  #skipBacklog(skipped: readonly Utterance[]): Utterance {
    const last = skipped.at(-1);
    if (last === undefined) throw new Error("a notice of nothing");
    this.#trace.write("skipped", { reason: "backlog", what: idsOf(skipped) });
    tell(`stream-tts-bun: ${skipped.length} sentences were skipped to catch up (--max-backlog)`);
    const notice: Utterance = {
      ...last,
      id: this.#reader.takeId(),
      kind: "notice",
      text: `追いつくために、${skipped.length}文を飛ばします。`,
    };
    this.#register(notice);
    return notice;
  }

  /** The user has said something new: what was still to be heard is of no use any more. */
  #startTurn(): void {
    if (!this.#isPaced || this.#options["on-user-turn"] === "finish") return;
    const dropped = this.#agenda.dropAll();
    if (dropped.length === 0) return;
    this.#playback.flush();
    this.#trace.write("skipped", { reason: "user-turn", what: idsOf(dropped) });
  }

  #interrupt(): void {
    this.#wasInterrupted = true;
    this.#reader.dropOpen();
    this.#agenda.dropAll();
    this.#playback.flush();
    if (this.#hasInputEnded) void this.#finish(EXIT.interrupted);
    else if (process.stderr.isTTY)
      tell("stream-tts-bun: silent; what comes next is spoken. Ctrl-C again to exit.");
  }

  /** Writes the summary, makes the outputs complete and ends the process. */
  async #finish(code: number): Promise<never> {
    this.#playback.flush();
    this.#display.close();
    this.#trace.write(
      "summary",
      this.#statistics.summary(
        this.#translator?.statistics ?? { tokens: 0, tokensPerSecond: null },
        this.#playback.underruns,
      ),
    );
    const path = this.#chosen?.model?.path;
    if (path !== undefined && this.#translator !== null) keepSpeed(path, this.#translator.statistics);
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
    this.#playback.close();
    this.#translator?.kill();
    this.#synthesizer.kill();
    this.#trace.close();
  }
}

function idsOf(utterances: readonly Utterance[]): string {
  return utterances.length === 0 ? "nothing" : `utterances ${utterances.map(({ id }) => id).join(", ")}`;
}
