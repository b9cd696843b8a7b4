import { realpathSync } from "node:fs";
import { AppError } from "../errors.ts";
import type { LocatedModel } from "../models/locate.ts";
import type { SpeakOptions } from "../options.ts";
import { tell, tellError } from "../terminal.ts";
import type { Workers } from "../workers/workers.ts";
import { connectService } from "./connect.ts";
import type { Connection } from "./connection.ts";
import { LinkWorkers } from "./link_workers.ts";
import type { Control, ServiceHello, SessionState } from "./protocol.ts";
import { SessionEvent, type SessionRequest } from "./session_messages.ts";
import { SessionTurn } from "./session_turn.ts";
import { spawnService } from "./spawn.ts";
import { noTurns, type Turn } from "./turn.ts";

type Hello = Extract<ServiceHello, { event: "hello" }>;
type LinkOptions = Pick<
  SpeakOptions,
  | "server"
  | "spawn"
  | "output"
  | "model"
  | "profile"
  | "translator"
  | "no-translate"
  | "voice"
  | "offline"
  | "config"
>;

/** A `speak` run's tie to the resident service: model, voices, turns, and what people want of the session. */
export class ServiceLink {
  readonly workers: Workers;
  readonly #connection: Connection;
  readonly #linkWorkers: LinkWorkers;
  readonly #turn: SessionTurn;
  /** Whether anybody hears this run: a file takes no turns. */
  readonly #sounds: boolean;
  readonly #model: Hello["model"];
  #control: ((control: Control) => void) | null = null;
  readonly #early: Control[] = [];

  private constructor(connection: Connection, model: Hello["model"], sounds: boolean, isRequired: boolean) {
    const send = (message: SessionRequest) => connection.send(message);
    this.#connection = connection;
    this.#model = model;
    this.#sounds = sounds;
    this.#linkWorkers = new LinkWorkers({
      send: (message) => connection.send(message),
      translator: model !== null,
      isRequired,
      onUnusable: (why) => {
        connection.close();
        this.#lost(why, isRequired);
      },
    });
    this.workers = this.#linkWorkers;
    this.#turn = new SessionTurn({
      want: () => send({ op: "turn", state: "want" }),
      yield: () => send({ op: "turn", state: "yield" }),
      sounding: () => send({ op: "turn", state: "sounding" }),
    });
    connection.receive(SessionEvent, (message, body) => this.#receive(message, body));
    connection.onClose = (why) => this.#lost(why, isRequired);
  }

  /**
   * Connects to the service as `--server` and `--spawn` say. One that cannot be used or started is told of.
   *
   * @returns null where this run speaks by itself
   * @throws AppError SERVICE_MISSING, SERVICE_UNSUITABLE or what else kept it from being used, with `--server require`
   */
  static async connect(options: LinkOptions): Promise<ServiceLink | null> {
    if (options.server === "off") return null;
    const isRequired = options.server === "require";
    const sounds = options.output === "device" || options.output === "null";
    try {
      const found =
        (await connectService("speak", { sounds })) ??
        (options.spawn ? await spawnService(options, () => connectService("speak", { sounds })) : null);
      if (found === null) {
        if (isRequired) throw missing();
        return null;
      }
      const model = await sharedModel(found.hello.model, options);
      if (isRequired && model === null && !options["no-translate"] && options.translator === undefined)
        throw anotherModel(found.hello.model?.name ?? "none");
      return new ServiceLink(found.connection, model, sounds, isRequired);
    } catch (error) {
      if (isRequired || !(error instanceof AppError)) throw error;
      tell(`stream-tts-bun: the resident service is not used: ${error.what}: ${error.why}; ${error.fix}`);
      return null;
    }
  }

  /** The service's model, if it is the one that translates for this run. */
  get model(): LocatedModel | null {
    return this.#model;
  }

  /** Tells of a lost worker, but not of those that were the service's: that it is gone has been told of. */
  readonly tellLost = (error: AppError): void => {
    if (error !== this.#linkWorkers.lost) tellError(error);
  };

  get turn(): Turn {
    return this.#sounds ? this.#turn : noTurns;
  }

  /** From now on `control` does what people want of this session. */
  serve(control: (control: Control) => void): void {
    this.#control = control;
    for (const early of this.#early.splice(0)) control(early);
  }

  /** Tells what the session is doing. */
  report(state: SessionState): void {
    this.#connection.send({ op: "state", state } satisfies SessionRequest);
  }

  /** The user wrote to this session's agent. */
  wrote(): void {
    this.#connection.send({ op: "wrote" } satisfies SessionRequest);
  }

  close(): void {
    this.#turn.release();
    this.#connection.close();
  }

  #receive(message: SessionEvent, body: Uint8Array): void {
    switch (message.event) {
      case "worker":
      case "lost":
        this.#linkWorkers.receive(message, body);
        break;
      case "turn":
        this.#turn.receive(message.state);
        break;
      case "control":
        this.#steer(message.control);
        break;
    }
  }

  #steer(control: Control): void {
    if (this.#control === null) this.#early.push(control);
    else this.#control(control);
  }

  #lost(why: string, isRequired: boolean): void {
    tell(
      `stream-tts-bun: the resident service is gone (${why}); ${isRequired ? "--server require" : "going on without it"}`,
    );
    this.#linkWorkers.disconnected(why);
    this.#turn.release();
    // Nobody is left who could end a pause.
    this.#steer({ action: "resume" });
  }
}

/** The service's model if it is the one that this run would use; null if not, or if it needs none. */
async function sharedModel(model: Hello["model"], options: LinkOptions): Promise<Hello["model"]> {
  if (model === null || options["no-translate"] || options.translator !== undefined) return null;
  if (options.profile !== undefined && options.profile !== model.profile) return null;
  if (options.model === undefined) return model;
  const { locateModel } = await import("../models/locate.ts");
  return realpathSync(locateModel(options.model, options.profile).path) === realpathSync(model.path)
    ? model
    : null;
}

function missing(): AppError {
  return new AppError("SERVICE_MISSING", {
    what: "the resident service does not run",
    why: "--server require was given, and nobody answers at its socket",
    fix: "start it with stream-tts-bun serve, or give --spawn to have it started",
  });
}

function anotherModel(name: string): AppError {
  return new AppError("SERVICE_UNSUITABLE", {
    what: "the resident service translates with another model",
    why: `its model is ${name}, and --server require was given`,
    fix: "leave out --model and --profile, or run stream-tts-bun stop and serve with the same ones",
  });
}
