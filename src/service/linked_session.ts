import type { Connection } from "./connection.ts";
import type { WorkerPool } from "./pool.ts";
import type { ClientHello, Control, SessionState } from "./protocol.ts";
import { ServedWorkers } from "./serve_worker.ts";
import type { ServedSession } from "./served_session.ts";
import type { SessionEvent, SessionRequest } from "./session_messages.ts";
import type { Told, Turns } from "./turns.ts";

/** The session of a client that reads, plays and keeps its trace itself, and uses the service's model and voices. */
export class LinkedSession implements ServedSession {
  readonly id: string;
  readonly kind = "pipe";
  readonly pid: number;
  readonly #connection: Connection;
  readonly #turns: Turns;
  readonly #workers: ServedWorkers;
  #state: SessionState = { agentSession: null, doing: "idle", queued: 0, spoken: 0, rate: 1 };

  constructor(
    id: string,
    { pid, sounds }: ClientHello,
    connection: Connection,
    pool: WorkerPool,
    turns: Turns,
  ) {
    this.id = id;
    this.pid = pid;
    this.#connection = connection;
    this.#turns = turns;
    this.#workers = new ServedWorkers(pool.workers(id), (message, body) => connection.send(message, body));
    // Who starts an agent in a pipe has just told it what to do.
    if (sounds) turns.wrote(id);
  }

  /** Takes what the client says. */
  receive(message: SessionRequest): void {
    switch (message.op) {
      case "worker":
        this.#workers.receive(message);
        break;
      case "turn":
        if (message.state === "want") this.#turns.want(this.id);
        else if (message.state === "yield") this.#turns.yield(this.id);
        else this.#turns.sounding(this.id);
        break;
      case "wrote":
        this.#turns.wrote(this.id);
        break;
      case "state":
        this.#state = message.state;
        break;
    }
  }

  get state(): SessionState {
    return this.#state;
  }

  control(control: Control): void {
    this.#send({ event: "control", control });
  }

  told(state: Told): void {
    this.#send({ event: "turn", state });
  }

  close(): void {
    this.#connection.close();
  }

  #send(message: SessionEvent): void {
    this.#connection.send(message);
  }
}
