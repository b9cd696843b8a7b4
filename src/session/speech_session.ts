import { Agenda } from "../agenda.ts";
import type { Playback } from "../audio/playback.ts";
import { now } from "../clock.ts";
import { MAIN_AGENT } from "../input/events.ts";
import type { InputEvent } from "../input/input_event.ts";
import { isJapanese } from "../input/japanese.ts";
import type { Utterance } from "../input/utterance.ts";
import { speakAll } from "../pipeline.ts";
import type { Control, SessionState } from "../service/protocol.ts";
import type { Opened } from "../translate/translating.ts";
import { Reports } from "./reports.ts";
import type { SessionParts } from "./session_parts.ts";
import { type Sounding, Steering } from "./steering.ts";
import { TurnTaking } from "./turn_taking.ts";

/** How the parts were opened. */
export interface OpenedSession {
  readonly translator: Opened | undefined;
  readonly load_ms: number;
}

/**
 * What is said of one input: from the events of its reader to the sound. It can be steered while it speaks, and takes
 * turns with other sessions.
 */
export class SpeechSession {
  readonly #parts: SessionParts;
  readonly #reports: Reports;
  readonly #agenda: Agenda;
  readonly #playback: Playback;
  readonly #turns: TurnTaking;
  readonly #steering: Steering;
  #sounding: Sounding | null = null;
  #output: Promise<void> | null = null;
  readonly #failure = Promise.withResolvers<never>();

  /** @throws AppError when the output cannot be written */
  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#reports = new Reports(parts);
    const { trace, display, rate, maxBacklogSeconds, isPaced } = parts;
    this.#agenda = new Agenda({
      maxBacklogSeconds: isPaced ? maxBacklogSeconds : Number.POSITIVE_INFINITY,
      rate,
      onJoin: (joined, into) => trace.write("joined", { id: joined.id, into: into.id }),
      onSkip: (skipped) => this.#skipBacklog(skipped),
    });
    this.#playback = parts.openPlayback({
      clauseStarts: (work, clause) => {
        if (this.#sounding?.work.signal !== work.signal) this.#sounding = { work, since: now() };
        display.clauseStarts(work, clause);
        parts.onChange();
      },
      clausePlayed: ({ utterance }, { n }, start_ms, end_ms) =>
        trace.write("played", { id: utterance.id, n, start_ms, end_ms }),
      utteranceEnds: (work) => {
        if (this.#sounding?.work.signal === work.signal) this.#sounding = null;
        this.#agenda.ended(work);
        this.#turns.ended(work);
        display.utteranceEnds(work);
        parts.onChange();
      },
      failed: this.#failure.reject,
    });
    this.#failure.promise.catch(() => {});
    this.#turns = new TurnTaking(parts.turn, {
      isMessageOpen: () => parts.reader.hasOpenMessage,
      messages: () => this.#agenda.messages,
      hold: (on) => this.#playback.pause(on),
    });
    this.#steering = new Steering({
      agenda: this.#agenda,
      playback: this.#playback,
      turns: this.#turns,
      reports: this.#reports,
      trace,
      sounding: () => this.#sounding,
      silence: () => this.silence(),
      say: (text) => this.#say(text),
    });
  }

  /**
   * Opens model and voice; the output is opened beside them, and need not be open before the first sentence is translated.
   *
   * @throws AppError when one of them cannot be
   */
  async open(): Promise<OpenedSession> {
    const startedAt = now();
    const { translator, cast } = this.#parts;
    this.#output = this.#playback.open();
    const isOutputMissing = this.#output.then(() => new Promise<never>(() => {}));
    const [opened] = await Promise.race([Promise.all([translator?.open(), cast.open()]), isOutputMissing]);
    return { translator: opened, load_ms: Math.round(now() - startedAt) };
  }

  /**
   * Speaks what is taken until {@link end}; resolves when the last of it has been heard.
   *
   * @throws AppError when it cannot go on, or the output cannot be opened
   */
  async speak(): Promise<void> {
    await Promise.race([Promise.all([this.#output, this.#speakAll()]), this.#failure.promise]);
  }

  #speakAll(): Promise<void> {
    const { translator, cast, readingOf, trace, statistics } = this.#parts;
    return speakAll(
      this.#agenda,
      {
        translator,
        readingOf,
        firstSoundMs: (utterance) => cast.firstSoundMs(utterance),
        sayerFor: (utterance) => cast.sayerFor(utterance),
        maySound: (work) => this.#turns.before(work),
        speed: () => this.#agenda.speed,
        trace,
        statistics,
        onSynthesised: (utterance, seconds) => this.#agenda.learn(utterance, seconds),
        onFault: (work, error) => this.#reports.fault(work, error),
        onTranslationFault: (work, fault) => this.#reports.translationFault(work, fault),
      },
      this.#playback,
    );
  }

  /** Takes what the reader found. */
  take(event: InputEvent): void {
    switch (event.kind) {
      case "utterance":
        this.#add(event.utterance, event.message);
        break;
      case "named":
        this.#parts.cast.named(event.agent, event.name);
        break;
      case "user-turn":
        this.#startTurn();
        break;
      case "withdrawn":
        this.#reports.skipped("withdrawn", this.#agenda.drop(event.ids));
        break;
    }
  }

  /**
   * More of the input was read and taken. Lets the model read the sentence that is arriving, if it is the next to be
   * translated.
   */
  prepare(): void {
    this.#turns.read();
    const { translator, reader } = this.#parts;
    if (translator === null || this.#steering.isMuted || this.#agenda.isWaiting) return;
    if (reader.open !== "" && !isJapanese(reader.open)) translator.draft(reader.open);
  }

  /** No more will be taken. */
  end(): void {
    this.#agenda.close();
  }

  /** Falls silent and forgets what waits, and the sentence that is arriving; returns what was dropped. */
  silence(): readonly Utterance[] {
    this.#parts.reader.dropOpen();
    const dropped = this.#agenda.dropAll();
    this.#playback.flush();
    return dropped;
  }

  /** Does what a person wants of a session that speaks. */
  control(control: Control): void {
    this.#steering.steer(control);
    this.#parts.onChange();
  }

  get state(): SessionState {
    return {
      agentSession: this.#parts.reader.agentSession,
      doing: this.#doing,
      queued: this.#agenda.length,
      spoken: this.#parts.statistics.spoken,
      rate: this.#agenda.rate,
    };
  }

  /** Times that the sound broke off inside an utterance because the next frame was late. */
  get underruns(): number {
    return this.#playback.underruns;
  }

  /** Makes the output complete and ends everything that this session had opened; synchronous. */
  close(): void {
    this.#turns.close();
    this.#playback.close();
    this.#parts.translator?.kill();
    this.#parts.cast.kill();
  }

  get #doing(): SessionState["doing"] {
    if (this.#steering.isMuted) return "muted";
    if (this.#steering.isPaused) return "paused";
    if (this.#sounding !== null) return "speaking";
    return this.#agenda.length > 0 ? "waiting" : "idle";
  }

  #add(utterance: Utterance, message: number): void {
    this.#register(utterance);
    if (this.#steering.isMuted) {
      this.#parts.statistics.ended(utterance);
      this.#reports.skipped("muted", [utterance]);
      return;
    }
    this.#parts.display.cut();
    this.#agenda.add(utterance, message);
    this.#parts.onChange();
  }

  #register(utterance: Utterance): void {
    this.#parts.trace.write("utterance", utterance);
    this.#parts.statistics.cut(utterance);
  }

  #skipBacklog(skipped: readonly Utterance[]): Utterance {
    const last = skipped.at(-1);
    if (last === undefined) throw new Error("a notice of nothing");
    this.#reports.skipped("backlog", skipped);
    this.#parts.tell(`stream-tts-bun: ${skipped.length} sentences were skipped to catch up (--max-backlog)`);
    const notice: Utterance = {
      ...last,
      id: this.#parts.reader.takeId(),
      kind: "notice",
      text: `追いつくために、${skipped.length}文を飛ばします。`,
    };
    this.#register(notice);
    this.#parts.display.cut();
    return notice;
  }

  /** The user has said something new: what was still to be heard is of no use any more. */
  #startTurn(): void {
    if (this.#parts.onUserTurn === "finish") return;
    const dropped = this.#agenda.dropAll();
    if (dropped.length === 0) return;
    this.#playback.flush();
    this.#reports.skipped("user-turn", dropped);
  }

  #say(text: string): void {
    const id = this.#parts.reader.takeId();
    const origin = { received_ms: now(), session: this.#parts.reader.agentSession, agent: MAIN_AGENT };
    // A message of its own: no other one begins with this utterance.
    this.#add({ id, kind: "text", text, ...origin }, id);
  }
}
