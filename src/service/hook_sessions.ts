import type { JsonObject } from "../input/events.ts";
import { HookSession, type HookStage } from "./hook_session.ts";
import { HookOrder } from "./hooks/hook_order.ts";

/** A session of which nothing came for so long is over, though its agent did not say so: agents are killed, too. */
const FORGOTTEN_AFTER_MS = 3_600_000;

/** How the service keeps the sessions that live in it. */
export interface HookSessionKeeper {
  /** An id that no session had. */
  nextId(): string;
  added(session: HookSession): void;
  /** @param error null where it ended as it should */
  removed(session: HookSession, error: unknown): void;
  /** An object of a hook went nowhere, because there can be no session for it. */
  failed(error: unknown): void;
}

/** The sessions that hooks feed, one for each session of an agent, and our own for what is said without one. */
export class HookSessions {
  readonly #stage: HookStage;
  readonly #keeper: HookSessionKeeper;
  readonly #sessions = new Map<string | null, HookSession>();
  readonly #order = new HookOrder((object) => this.#tryToGive(object));

  constructor(stage: HookStage, keeper: HookSessionKeeper) {
    this.#stage = stage;
    this.#keeper = keeper;
  }

  /** @param startedAt when the hook's process was started, in ms of the wall clock */
  push(object: JsonObject, startedAt: number): void {
    this.#order.push(object, startedAt);
  }

  /**
   * The service's own session, in which it says what nobody's agent wrote.
   *
   * @throws AppError when something that a session needs cannot be read any more
   */
  own(): HookSession {
    return this.#of(null);
  }

  /** Milliseconds for which no session had anything to do; Infinity without any. */
  get idle_ms(): number {
    return Math.min(...Array.from(this.#sessions.values(), ({ idle_ms }) => idle_ms));
  }

  /** Ends the sessions that nobody has fed for long. */
  forget(): void {
    for (const session of this.#sessions.values()) if (session.idle_ms > FORGOTTEN_AFTER_MS) session.end();
  }

  close(): void {
    this.#order[Symbol.dispose]();
    for (const session of this.#sessions.values()) session.close();
    this.#sessions.clear();
  }

  /** One session that cannot be must not end the service, and with it all others. */
  #tryToGive(object: JsonObject): void {
    try {
      this.#give(object);
    } catch (error) {
      this.#keeper.failed(error);
    }
  }

  #give(object: JsonObject): void {
    const name = typeof object.session_id === "string" ? object.session_id : null;
    const isEnd = object.hook_event_name === "SessionEnd";
    if (isEnd && !this.#sessions.has(name)) return;
    const session = this.#of(name);
    session.push(object);
    if (isEnd) {
      // What comes under this name later is of a session of its own, while the last words of this one are still heard.
      this.#sessions.delete(name);
      session.end();
    }
  }

  #of(name: string | null): HookSession {
    const known = this.#sessions.get(name);
    if (known !== undefined) return known;
    const session = new HookSession(this.#keeper.nextId(), name, this.#stage, (error) => {
      if (this.#sessions.get(name) === session) this.#sessions.delete(name);
      session.close();
      this.#keeper.removed(session, error);
    });
    this.#sessions.set(name, session);
    this.#keeper.added(session);
    return session;
  }
}
