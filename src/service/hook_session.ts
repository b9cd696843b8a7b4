import { IdlePlayback } from "../audio/idle_playback.ts";
import { openPlayback } from "../audio/open_playback.ts";
import { now } from "../clock.ts";
import type { JsonObject } from "../input/events.ts";
import type { InputEvent } from "../input/input_event.ts";
import { UtteranceReader } from "../input/reader.ts";
import type { ServeOptions } from "../options.ts";
import type { Parts } from "../parts.ts";
import { SpeechSession } from "../session/speech_session.ts";
import { Cast } from "../speech/cast.ts";
import type { ReadingOf } from "../speech/readings/index.ts";
import { Statistics } from "../statistics.ts";
import type { Stdout } from "../stdout.ts";
import { tell, tellError } from "../terminal.ts";
import type { Trace } from "../trace.ts";
import type { ChosenTranslator } from "../translate/choose.ts";
import type { WorkerPool } from "./pool.ts";
import type { Control, SessionState } from "./protocol.ts";
import type { ServedSession } from "./served_session.ts";
import { SessionTurn } from "./session_turn.ts";
import type { Told, Turns } from "./turns.ts";

/** What all sessions in the service share. */
export interface HookStage {
  readonly options: ServeOptions;
  readonly parts: Parts;
  readonly readingOf: ReadingOf;
  /** Null with --no-translate. */
  readonly chosen: ChosenTranslator | null;
  readonly pool: WorkerPool;
  readonly turns: Turns;
  readonly trace: Trace;
  readonly stdout: Stdout;
}

/** A session that an agent's hooks feed, or `ctl say`: it lives in the service, and plays on the service's device. */
export class HookSession implements ServedSession {
  readonly id: string;
  readonly kind = "hook";
  readonly pid = null;
  /** The session's name as the agent writes it; null for our own. */
  readonly agentSession: string | null;
  readonly #stage: HookStage;
  readonly #reader: UtteranceReader;
  readonly #session: SpeechSession;
  readonly #cast: Cast;
  readonly #turn: SessionTurn;
  #playback: IdlePlayback | null = null;
  #stall: Timer | undefined;
  /** When something last came, in ms of the process's clock. */
  #fedAt = now();

  /** @param onEnd told once when the session is over, with the error if it failed */
  constructor(id: string, agentSession: string | null, stage: HookStage, onEnd: (error: unknown) => void) {
    this.id = id;
    this.agentSession = agentSession;
    this.#stage = stage;
    const { options, parts, pool, turns, chosen } = stage;
    const trace = traceOf(stage.trace, id);
    const workers = pool.workers(id);
    const statistics = new Statistics();
    this.#turn = new SessionTurn({
      want: () => turns.want(id),
      yield: () => turns.yield(id),
      sounding: () => turns.sounding(id),
    });
    this.#reader = new UtteranceReader({
      input: "claude",
      agents: options.agents,
      announce: options.announce,
      code: options.code,
      now,
      onSkip: (reason, what) => {
        statistics.skip();
        trace.write("skipped", { reason, what });
      },
    });
    this.#cast = new Cast({
      ...{ ...options, parts, workers, onLost: tellError },
      onHandover: (handover) => trace.write("handover", handover),
      tell: (line) => tell(`stream-tts-bun: ${line}`),
    });
    this.#session = new SpeechSession({
      reader: this.#reader,
      translator: chosen?.create(workers, () => parts, tellError) ?? null,
      cast: this.#cast,
      readingOf: stage.readingOf,
      trace,
      statistics,
      turn: this.#turn,
      openPlayback: (listener) => {
        const open = (behind: typeof listener) => openPlayback(options, parts.player, stage.stdout, behind);
        this.#playback = new IdlePlayback(open, listener);
        return this.#playback;
      },
      isPaced: options.output === "device",
      rate: options.rate,
      maxBacklogSeconds: options["max-backlog"],
      onUserTurn: options["on-user-turn"],
      display: { cut: () => this.#playback?.prepare(), clauseStarts() {}, utteranceEnds() {} },
      onChange() {},
      tell,
    });
    this.#session.speak().then(
      () => onEnd(null),
      (error) => onEnd(error ?? new Error("it ended without a reason")),
    );
  }

  /** Takes one object of a hook. */
  push(object: JsonObject): void {
    this.#fedAt = now();
    clearTimeout(this.#stall);
    this.#take(this.#reader.push(Buffer.from(`${JSON.stringify(object)}\n`)));
    this.#session.prepare();
    const flushAfterMs = this.#stage.options["flush-after"] * 1000;
    if (Number.isFinite(flushAfterMs))
      this.#stall = setTimeout(() => this.#take(this.#reader.flush()), flushAfterMs).unref();
  }

  /** The agent's session is over; what waits is still spoken. */
  end(): void {
    clearTimeout(this.#stall);
    this.#take(this.#reader.end());
    this.#session.end();
  }

  /** Milliseconds for which nothing came and nothing was left to say; 0 while it speaks. */
  get idle_ms(): number {
    return this.#session.state.queued > 0 ? 0 : now() - this.#fedAt;
  }

  get state(): SessionState {
    return { ...this.#session.state, agentSession: this.agentSession };
  }

  control(control: Control): void {
    this.#session.control(control);
  }

  told(told: Told): void {
    this.#turn.receive(told);
  }

  close(): void {
    clearTimeout(this.#stall);
    this.#session.silence();
    this.#session.close();
    this.#cast.keepSpeeds();
    this.#turn.release();
  }

  #take(events: readonly InputEvent[]): void {
    for (const event of events) {
      if (event.kind === "user-turn") this.#stage.turns.wrote(this.id);
      this.#session.take(event);
    }
  }
}

/** A trace whose lines name the session, since utterances of several have the same ids. */
function traceOf(trace: Trace, served_by: string): Trace {
  return {
    write: (event, fields) => trace.write(event, { ...fields, served_by }),
    close() {},
  };
}
