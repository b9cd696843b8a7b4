import { closeSync, rmSync } from "node:fs";
import type { UnixSocketListener } from "bun";
import type { z } from "zod";
import manifest from "../../package.json" with { type: "json" };
import { reasonOf } from "../errors.ts";
import { type Connection, connectionHandlers } from "./connection.ts";
import { ensureServiceFolder, socketPath, unusable } from "./folder.ts";
import { AnyClientHello } from "./greeting.ts";
import { peerUser } from "./peer.ts";
import { ClientHello, PROTOCOL, type ServiceHello } from "./protocol.ts";
import { takeServiceLock } from "./service_lock.ts";

/** More than anybody has sessions, and few enough that descriptors do not run out. */
const MAX_CONNECTIONS = 1024;
const HELLO_LIMIT_MS = 5000;
/** For a client that was turned away to read why. */
const PARTING_MS = 1000;
/** Only we may connect, also in the moment before the folder's own permissions are looked at again. */
const UMASK = 0o077;

/** The service's side of a listener. */
export interface Reception {
  /**
   * A client has said hello. The service sets the connection's handlers and sends nothing on it before this returns: the
   * answer goes first, and one that refuses ends the connection.
   */
  onClient(connection: Connection, hello: ClientHello): ServiceHello;
  /** Somebody was turned away before that. */
  onRefused(why: string): void;
  /** A client said what is no frame or no message, at any time; its connection has been ended. */
  onMalformed(why: string): void;
}

export interface ListenerLimits {
  readonly connections?: number;
  /** How long a client may take to say hello, in ms. */
  readonly helloMs?: number;
}

/** The service's end of its socket: lets in clients of this user that say hello in our protocol. */
export class Listener implements Disposable {
  readonly #reception: Reception;
  readonly #most: number;
  readonly #helloMs: number;
  readonly #lock: number;
  readonly #listener: UnixSocketListener<Connection>;
  readonly #connections = new Set<Connection>();
  /** What ends the connections that have not said hello. */
  readonly #limits = new Map<Connection, NodeJS.Timeout>();
  #isClosed = false;
  /** Path of the socket. */
  readonly path: string;

  /**
   * Takes the folder's lock, removes the socket that a killed service left there, and listens.
   *
   * @param folder made when it is missing; see {@link ensureServiceFolder}
   * @throws AppError SERVICE_RUNNING when there is a service in the folder, SERVICE_FOLDER when it cannot be used
   */
  static open(folder: string, reception: Reception, limits: ListenerLimits = {}): Listener {
    const path = socketPath(folder);
    ensureServiceFolder(folder);
    const lock = takeServiceLock(folder);
    try {
      return new Listener(path, lock, reception, limits);
    } catch (error) {
      closeSync(lock);
      throw unusable(
        folder,
        reasonOf(error),
        `remove what is at ${path}, then run the same command again`,
        error,
      );
    }
  }

  private constructor(
    path: string,
    lock: number,
    reception: Reception,
    { connections = MAX_CONNECTIONS, helloMs = HELLO_LIMIT_MS }: ListenerLimits,
  ) {
    this.path = path;
    this.#lock = lock;
    this.#reception = reception;
    this.#most = connections;
    this.#helloMs = helloMs;
    rmSync(path, { force: true });
    const umask = process.umask(UMASK);
    try {
      this.#listener = Bun.listen<Connection>({
        unix: path,
        socket: connectionHandlers(
          (connection) => this.#admit(connection),
          (connection) => this.#forget(connection),
        ),
      });
    } finally {
      process.umask(umask);
    }
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Ends all connections, whose owners are not told, removes the socket and then gives the lock back. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const connection of this.#connections) connection.close();
    this.#listener.stop(true);
    rmSync(this.path, { force: true });
    closeSync(this.#lock);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #admit(connection: Connection): void {
    this.#connections.add(connection);
    const user = peerUser(connection.descriptor);
    if (user !== process.geteuid?.())
      this.#turnAway(
        connection,
        `this service is for user ${process.geteuid?.()}, not for user ${user ?? "unknown"}`,
      );
    else if (this.#connections.size > this.#most)
      this.#turnAway(connection, `${this.#most} connections are open, and more are not taken`);
    else this.#awaitHello(connection);
  }

  /**
   * Refuses a client that has only just connected. The connection is left for it to end: were it ended here, the client might
   * find it broken before it has begun, and never get to read why.
   */
  #turnAway(connection: Connection, why: string): void {
    connection.send({ event: "refused", why } satisfies ServiceHello);
    this.#limits.set(
      connection,
      setTimeout(() => connection.close(), PARTING_MS),
    );
    this.#reception.onRefused(why);
  }

  #awaitHello(connection: Connection): void {
    this.#limits.set(
      connection,
      setTimeout(() => this.#refuseSilent(connection), this.#helloMs),
    );
    connection.onMalformed = (why) => {
      connection.send({ event: "refused", why } satisfies ServiceHello);
      this.#reception.onMalformed(why);
    };
    connection.takeOne((header) => {
      this.#clearLimit(connection);
      this.#greet(connection, header);
    });
  }

  #refuseSilent(connection: Connection): void {
    const why = `no hello came within ${this.#helloMs / 1000} s`;
    connection.send({ event: "refused", why } satisfies ServiceHello);
    connection.close();
    this.#reception.onRefused(why);
  }

  #greet(connection: Connection, header: unknown): void {
    const any = AnyClientHello.safeParse(header).data;
    const hello = ClientHello.safeParse(header).data;
    if (any === undefined) connection.malformed("the first frame is no hello");
    else if (any.protocol !== PROTOCOL) this.#part(connection, any);
    else if (hello === undefined) connection.malformed("the hello is not understood");
    else {
      connection.onMalformed = (why) => this.#reception.onMalformed(why);
      const answer = this.#reception.onClient(connection, hello);
      connection.send(answer);
      if (answer.event === "refused") connection.close();
    }
  }

  /** Tells a client of another protocol what we speak. */
  #part(connection: Connection, { protocol, program }: z.infer<typeof AnyClientHello>): void {
    connection.send({
      ...{ event: "hello", protocol: PROTOCOL, program: manifest.version, pid: process.pid },
      ...{ model: null, session: null },
    } satisfies ServiceHello);
    connection.close();
    this.#reception.onRefused(
      `a client of version ${program} speaks protocol ${protocol}, we speak ${PROTOCOL}`,
    );
  }

  #forget(connection: Connection): void {
    this.#connections.delete(connection);
    this.#clearLimit(connection);
  }

  #clearLimit(connection: Connection): void {
    clearTimeout(this.#limits.get(connection));
    this.#limits.delete(connection);
  }
}
