import { setTimeout as pause } from "node:timers/promises";
import manifest from "../../package.json" with { type: "json" };
import { AppError, reasonOf, systemCodeOf } from "../errors.ts";
import { type Connection, connectionHandlers } from "./connection.ts";
import { isServiceFolder, serviceFolders, socketPath, unusable } from "./folder.ts";
import { AnyServiceHello } from "./greeting.ts";
import { answerTo } from "./one_answer.ts";
import { peerUser } from "./peer.ts";
import { type ClientHello, PROTOCOL, ServiceHello } from "./protocol.ts";
import { isServiceLocked } from "./service_lock.ts";

/** From the first try to connect to the service's hello. */
const LIMIT_MS = 2000;
const RETRY_MS = 10;

/** A connection to the service, behind the hellos. */
export interface Service {
  readonly connection: Connection;
  readonly hello: Extract<ServiceHello, { event: "hello" }>;
}

/** How a client presents itself; see {@link ClientHello}. */
export interface Presenting {
  readonly sounds: boolean;
  /** How long the service may take to say hello, in ms. */
  readonly limitMs?: number;
  /** Says more behind our hello, in the same go: with the socket's buffer it reaches a service that has no time yet. */
  readonly sayMore?: (connection: Connection) => void;
}

/**
 * Connects to the resident service of this user, and makes sure that folder and service are this user's before it says
 * anything.
 *
 * @returns null when there is no service: no folder, no socket, or nobody who listens at it
 * @throws AppError SERVICE_FOLDER when a folder or the service in it is somebody else's, SERVICE_UNSUITABLE when it speaks another
 * protocol, SERVICE_REFUSED when it does not want us, SERVICE_SILENT when it does not say hello in time, SERVICE_LOST when it ends
 * before; the signal's reason when it is aborted
 */
export async function connectService(
  role: ClientHello["role"],
  { sounds, limitMs = LIMIT_MS, sayMore = () => {} }: Presenting,
  signal?: AbortSignal,
): Promise<Service | null> {
  const within = AbortSignal.timeout(limitMs);
  const stop = signal === undefined ? within : AbortSignal.any([signal, within]);
  try {
    for (const folder of serviceFolders()) {
      const connection = isServiceFolder(folder) ? await connect(folder, stop) : null;
      if (connection !== null) return await greet(connection, folder, { role, sounds, sayMore }, stop);
    }
    return null;
  } catch (error) {
    signal?.throwIfAborted();
    throw within.aborted && error === within.reason ? silent(limitMs) : error;
  }
}

/** A service that lives and does not take the connection has more waiting than the system holds; it is tried again. */
async function connect(folder: string, stop: AbortSignal): Promise<Connection | null> {
  for (;;) {
    stop.throwIfAborted();
    try {
      const socket = await Bun.connect<Connection>({
        unix: socketPath(folder),
        socket: connectionHandlers(
          () => {},
          () => {},
        ),
      });
      return socket.data;
    } catch (error) {
      const code = systemCodeOf(error);
      if (code === "ENOENT" || (isUnanswered(code) && !isServiceLocked(folder))) return null;
      if (!isUnanswered(code))
        throw refused(
          `the system does not let us connect to ${socketPath(folder)}: ${reasonOf(error)}`,
          error,
        );
    }
    await pause(RETRY_MS);
  }
}

/** Nobody listens, more wait than the system holds (Bun calls that refused too), or who listened ended meanwhile. */
function isUnanswered(code: unknown): boolean {
  return code === "ECONNREFUSED" || code === "EAGAIN" || code === "ECONNRESET";
}

async function greet(
  connection: Connection,
  folder: string,
  { role, sounds, sayMore }: { role: ClientHello["role"] } & Required<Omit<Presenting, "limitMs">>,
  stop: AbortSignal,
): Promise<Service> {
  try {
    const user = peerUser(connection.descriptor);
    if (user !== process.geteuid?.())
      throw unusable(
        folder,
        `a process of ${user === null ? "an unknown user" : `user ${user}`} listens in it`,
        "find out who put it there, end it, and start the service: stream-tts-bun serve",
      );
    const hello: ClientHello = {
      ...{ op: "hello", protocol: PROTOCOL, program: manifest.version, role, pid: process.pid, sounds },
    };
    // What is no frame is told before the end that it leads to.
    let garbage: AppError | null = null;
    connection.onMalformed = (why) => {
      garbage = unsuitable(why);
    };
    const answer = answerTo(connection, hello, { signal: stop, lost: (why) => garbage ?? lost(why) });
    sayMore(connection);
    return { connection, hello: understood(await answer) };
  } catch (error) {
    connection.close();
    throw error;
  }
}

function understood(header: unknown): Service["hello"] {
  const any = AnyServiceHello.safeParse(header).data;
  if (any !== undefined && any.protocol !== PROTOCOL)
    throw unsuitable(
      `it is of version ${any.program} and speaks protocol ${any.protocol}, we speak ${PROTOCOL}`,
      any.pid,
    );
  const hello = ServiceHello.safeParse(header).data;
  if (hello === undefined) throw unsuitable("what it says is no hello");
  if (hello.event === "refused") throw refused(hello.why);
  return hello;
}

function unsuitable(why: string, pid?: number): AppError {
  const end = pid === undefined ? "end its process" : `kill ${pid}`;
  return new AppError("SERVICE_UNSUITABLE", {
    what: "the service that is running does not understand this program",
    why,
    fix: `${end}, then start it again: stream-tts-bun serve`,
  });
}

function refused(why: string, cause?: unknown): AppError {
  return new AppError(
    "SERVICE_REFUSED",
    {
      what: "the service did not take the connection",
      why,
      fix: "try again; to go without it: --server off",
    },
    cause,
  );
}

function lost(why: string): AppError {
  return new AppError("SERVICE_LOST", {
    what: "the service went away before it said hello",
    why,
    fix: "try again; if that does not help, start it again: stream-tts-bun serve",
  });
}

function silent(limitMs: number): AppError {
  return new AppError("SERVICE_SILENT", {
    what: "the service does not answer",
    why: `it said nothing within ${limitMs / 1000} s`,
    fix: "try again; if that does not help, end it: stream-tts-bun stop",
  });
}
