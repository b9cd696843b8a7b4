import manifest from "../../package.json" with { type: "json" };
import { now } from "../clock.ts";
import { AppError, reasonOf } from "../errors.ts";
import { isJsonObject } from "../input/events.ts";
import { tell, tellError } from "../terminal.ts";
import type { Connection } from "./connection.ts";
import { type ControlAnswer, ControlRequest } from "./control_messages.ts";
import { serviceFolders } from "./folder.ts";
import { type HookAnswer, HookRequest } from "./hook_messages.ts";
import type { HookSession, HookStage } from "./hook_session.ts";
import { HookSessions } from "./hook_sessions.ts";
import { LinkedSession } from "./linked_session.ts";
import { Listener } from "./listener.ts";
import { type ClientHello, type Control, PROTOCOL, type ServiceHello } from "./protocol.ts";
import type { ServedSession } from "./served_session.ts";
import { statusOf } from "./service_status.ts";
import { SessionRequest } from "./session_messages.ts";
import { Standing } from "./standing.ts";
import { Turns } from "./turns.ts";

const TICK_MS = 1000;
/** After so many, troubles with clients are only counted, so that one of them cannot fill the log. */
const MOST_TOLD = 20;
/** An answer is given so long to reach its client before the service ends. */
const LAST_WORDS_MS = 500;

export interface ServiceSettings {
  /** The service ends after so many milliseconds without a session; infinite: never. */
  readonly exitAfterMs: number;
  /** How it ends: with an error, or null where it was told to or nobody needed it. */
  readonly onEnd: (error: unknown) => void;
}

/** The resident service: keeps model, voices and device for the sessions of clients and hooks, of which one sounds at a time. */
export class Service {
  readonly #stage: HookStage;
  readonly #settings: ServiceSettings;
  readonly #listener: Listener;
  readonly #hooks: HookSessions;
  readonly #sessions = new Map<string, ServedSession>();
  readonly #standing = new Standing();
  readonly #tick: Timer;
  #lastId = 0;
  #busyAt = now();
  #refused = 0;
  #malformed = 0;

  /** @throws AppError SERVICE_RUNNING when there is one already, SERVICE_FOLDER when its folder cannot be used */
  constructor(stage: Omit<HookStage, "turns">, settings: ServiceSettings) {
    const turns = new Turns({
      now,
      tell: (id, told) => {
        if (told === "granted" || told === "revoked")
          stage.trace.write("turn", { served_by: id, state: told });
        stage.pool.setFirst(turns.holder);
        this.#sessions.get(id)?.told(told);
      },
    });
    this.#stage = { ...stage, turns };
    this.#settings = settings;
    this.#hooks = new HookSessions(this.#stage, {
      nextId: () => this.#nextId(),
      added: (session) => {
        this.#add(session);
        this.#tellStanding(session);
      },
      removed: (session, error) => this.#hookEnded(session, error),
      failed: tellError,
    });
    const [folder = ""] = serviceFolders();
    this.#listener = Listener.open(folder, {
      onClient: (connection, hello) => this.#welcome(connection, hello),
      onRefused: (why) => {
        this.#refused++;
        this.#tellTrouble(this.#refused, `a client was turned away: ${why}`);
      },
      onMalformed: (why) => {
        this.#malformed++;
        this.#tellTrouble(this.#malformed, `a client said what is not understood: ${why}`);
      },
    });
    this.#tick = setInterval(() => this.#look(), TICK_MS);
  }

  /** Path of the socket. */
  get socket(): string {
    return this.#listener.path;
  }

  /** Falls silent and lets go of everything; clients see that their service is gone. */
  close(): void {
    clearInterval(this.#tick);
    this.#hooks.close();
    this.#listener.close();
    this.#stage.pool.kill();
    this.#stage.trace.close();
  }

  #welcome(connection: Connection, clientHello: ClientHello): ServiceHello {
    this.#busyAt = now();
    const { role } = clientHello;
    const session = role === "speak" ? this.#link(connection, clientHello) : null;
    if (role === "hook")
      connection.receive(HookRequest, ({ startedAt }, body) => {
        this.#hook(body, startedAt);
        connection.send({ event: "taken" } satisfies HookAnswer);
      });
    if (role === "control")
      connection.receive(ControlRequest, (request) => this.#answer(connection, request));
    const { chosen, options } = this.#stage;
    const model = chosen?.model ?? null;
    return {
      event: "hello",
      protocol: PROTOCOL,
      program: manifest.version,
      pid: process.pid,
      model: model === null ? null : { ...model, profile: options.profile ?? null },
      session,
    };
  }

  #link(connection: Connection, hello: ClientHello): string {
    const { pool, turns } = this.#stage;
    const session = new LinkedSession(this.#nextId(), hello, connection, pool, turns);
    connection.receive(SessionRequest, (request) => session.receive(request));
    connection.onClose = () => this.#remove(session);
    const tellMalformed = connection.onMalformed;
    connection.onMalformed = (why) => {
      tellMalformed(why);
      this.#remove(session);
    };
    this.#add(session);
    // Behind the hello.
    queueMicrotask(() => this.#tellStanding(session));
    return session.id;
  }

  #answer(connection: Connection, request: ControlRequest): void {
    const answer = (said: ControlAnswer) => connection.send(said);
    switch (request.op) {
      case "status":
        answer({
          event: "status",
          status: statusOf(this.#stage, this.#sessions.values(), {
            socket: this.socket,
            refused: this.#refused,
            malformed: this.#malformed,
          }),
        });
        break;
      case "control":
        answer(this.#tryToControl(request.control, request.session));
        break;
      case "end":
        this.#hooks.close();
        answer({ event: "done", sessions: [] });
        void connection.drained(LAST_WORDS_MS).then(() => this.#settings.onEnd(null));
    }
  }

  #hook(body: Uint8Array, startedAt: number): void {
    let object: unknown;
    try {
      object = JSON.parse(new TextDecoder().decode(body));
    } catch (error) {
      this.#malformed++;
      this.#tellTrouble(this.#malformed, `a hook's object is no JSON: ${reasonOf(error)}`);
      return;
    }
    if (isJsonObject(object)) {
      if (!this.#isPiped(object.session_id)) this.#hooks.push(object, startedAt);
    } else this.#tellTrouble(++this.#malformed, "what a hook handed over is no object");
  }

  /** Whether a pipe speaks this session of an agent, whose hooks then tell the same once more. */
  #isPiped(agentSession: unknown): boolean {
    return [...this.#sessions.values()].some(
      ({ kind, state }) =>
        kind === "pipe" && state.agentSession !== null && state.agentSession === agentSession,
    );
  }

  #tryToControl(control: Control, wanted: string | null): ControlAnswer {
    try {
      return this.#control(control, wanted);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const { what, why, fix } = error;
      return { event: "failed", what, why, fix };
    }
  }

  #control(control: Control, wanted: string | null): ControlAnswer {
    if (wanted === null) this.#standing.note(control);
    const sessions = wanted === null ? this.#meant(control) : this.#sessionsNamed(wanted);
    if (wanted !== null && sessions.length === 0) {
      const ids = [...this.#sessions.keys()];
      return {
        event: "failed",
        what: `there is no session ${wanted}`,
        why:
          ids.length === 0 ? "nobody speaks through the service now" : `the sessions are ${ids.join(", ")}`,
        fix: "stream-tts-bun status shows them; without --session, all of them are meant",
      };
    }
    for (const session of sessions) session.control(control);
    return { event: "done", sessions: sessions.map(({ id }) => id) };
  }

  /** Those that are meant by what is said to nobody by name. */
  #meant({ action }: Control): ServedSession[] {
    if (action === "say") return [this.#hooks.own()];
    if (action !== "back") return [...this.#sessions.values()];
    // What is to be repeated is what was heard last.
    const latest = this.#sessions.get(this.#stage.turns.latest ?? "");
    return latest === undefined ? [] : [latest];
  }

  #sessionsNamed(wanted: string): ServedSession[] {
    const exact = this.#sessions.get(wanted);
    return exact !== undefined
      ? [exact]
      : [...this.#sessions.values()].filter(({ state }) => state.agentSession?.startsWith(wanted) === true);
  }

  #add(session: ServedSession): void {
    this.#busyAt = now();
    this.#sessions.set(session.id, session);
  }

  #tellStanding(session: ServedSession): void {
    for (const control of this.#standing.controls) session.control(control);
  }

  #remove(session: ServedSession): void {
    if (!this.#sessions.delete(session.id)) return;
    this.#busyAt = now();
    this.#stage.turns.leave(session.id);
    this.#stage.pool.leave(session.id);
  }

  #hookEnded(session: HookSession, error: unknown): void {
    const { queued } = session.state;
    this.#remove(session);
    if (error === null) return;
    tellError(error);
    tell(`stream-tts-bun: session ${session.id} ended with ${queued} sentences unsaid`);
  }

  #nextId(): string {
    return String(++this.#lastId);
  }

  #look(): void {
    const { turns } = this.#stage;
    turns.sweep();
    this.#hooks.forget();
    const hasClients = [...this.#sessions.values()].some(({ kind }) => kind === "pipe");
    const idle_ms = hasClients ? 0 : Math.min(now() - this.#busyAt, this.#hooks.idle_ms);
    if (idle_ms >= this.#settings.exitAfterMs) this.#settings.onEnd(null);
  }

  #tellTrouble(count: number, line: string): void {
    if (count <= MOST_TOLD) tell(`stream-tts-bun: ${line}`);
    if (count === MOST_TOLD) tell("stream-tts-bun: more of these are only counted, see status");
  }
}
