import { connect, type Socket } from "node:net";
import { ServerFailure } from "./failure.ts";

/** After so much of the time an answer is late, so that it is looked whether anybody is there; most come before. */
const LATE = 1 / 3;
/**
 * Tells a server that is at work from one that cannot be reached any more, as a machine that was switched off: `fetch` has one
 * time for both, and nobody refuses. When an answer is late, another connection to the server is begun and closed again.
 */
export class ConnectionWatch implements Disposable {
  readonly #url: URL;
  readonly #ms: number;
  readonly #onUnreachable: (failure: ServerFailure) => void;
  #timer: Timer | null = null;
  #socket: Socket | null = null;

  /**
   * @param address of the server
   * @param ms how long connecting may take, from now on
   * @param onUnreachable told when it has taken longer
   */
  constructor(address: string, ms: number, onUnreachable: (failure: ServerFailure) => void) {
    this.#url = new URL(address);
    this.#ms = ms;
    this.#onUnreachable = onUnreachable;
    if (!hasProxy()) this.#timer = setTimeout(() => this.#look(), ms * LATE);
  }

  /** The answer is there, or of no use. */
  [Symbol.dispose](): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#socket?.destroy();
    this.#socket = null;
  }

  #look(): void {
    const { hostname, port, protocol } = this.#url;
    const usual = protocol === "https:" ? 443 : 80;
    // Brackets around an address of IPv6 belong to the URL.
    const host = hostname.replace(/^\[|\]$/g, "");
    this.#timer = setTimeout(() => this.#giveUp(), this.#ms * (1 - LATE));
    this.#socket = connect({ host, port: port === "" ? usual : Number(port) });
    this.#socket.on("connect", () => this[Symbol.dispose]());
    // Whatever it is, the request itself meets it, too.
    this.#socket.on("error", () => this[Symbol.dispose]());
  }

  #giveUp(): void {
    this[Symbol.dispose]();
    this.#onUnreachable(
      new ServerFailure(
        "unreachable",
        `no connection was made within ${this.#ms / 1000} s`,
        (option) => `look whether the machine of ${option} is on, and whether a firewall keeps it away`,
        { isPassing: true },
      ),
    );
  }
}

/** Through a proxy it is the proxy that is connected to, and it tells of servers that are not there itself. */
function hasProxy(): boolean {
  const { HTTP_PROXY: plain, HTTPS_PROXY: secure } = process.env;
  return [plain, secure, process.env.http_proxy, process.env.https_proxy].some(
    (proxy) => (proxy ?? "") !== "",
  );
}
