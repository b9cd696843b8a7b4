import type { ServerAddress } from "./address.ts";
import { errorOf, parsedJson, type ToldError } from "./answers.ts";
import { type Fix, ServerFailure } from "./failure.ts";
import type { Patience } from "./patience.ts";

/** So much of what a server says about an error helps a person. */
const LONGEST_SAID = 300;

/** Requests to one server. A redirect is never followed: a key is for one server only. */
export class Requests {
  readonly #address: ServerAddress;
  readonly #mostBytes: number;
  readonly #fixOf: (status: number) => Fix;

  /**
   * @param mostBytes the longest answer that is read
   * @param fixOf what to do about an error by its status; 0 where an answer that seemed to be a good one tells of it
   */
  constructor(address: ServerAddress, mostBytes: number, fixOf: (status: number) => Fix) {
    this.#address = address;
    this.#mostBytes = mostBytes;
    this.#fixOf = fixOf;
  }

  /**
   * The answer to a request that the server did, or that has one of the statuses.
   *
   * @param ms the longest wait for it
   * @throws ServerFailure, or what the signal of `patience` was aborted with
   */
  async send(
    resource: string,
    request: BunFetchRequestInit,
    patience: Patience,
    ms: number,
    statuses: ReadonlySet<number>,
  ): Promise<Response> {
    const headers = { ...request.headers, ...this.#address.headers };
    const init: BunFetchRequestInit = { ...request, headers, redirect: "manual", signal: patience.signal };
    const response = await patience.reach(fetch(this.#address.at(resource), init), ms);
    const { status } = response;
    if (response.ok || statuses.has(status)) return response;
    const location = response.headers.get("location");
    if (location !== null) throw ServerFailure.redirected(status, this.#shownLocation(location));
    const body = await this.textOf(response, patience, ms);
    throw this.refusal({ status, said: errorOf(parsedJson(body))?.said ?? body });
  }

  /** An answer as text. @throws ServerFailure, or what the signal of `patience` was aborted with */
  async textOf(response: Response, patience: Patience, ms: number): Promise<string> {
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of this.chunksOf(response, patience, () => ms))
      text += decoder.decode(chunk, { stream: true });
    return text;
  }

  /**
   * The bytes of an answer, as they come.
   *
   * @param ms the longest wait for the next ones, asked anew each time
   * @throws ServerFailure, or what the signal of `patience` was aborted with
   */
  async *chunksOf(response: Response, patience: Patience, ms: () => number): AsyncGenerator<Uint8Array> {
    const reader = response.body?.getReader();
    if (reader === undefined) return;
    let bytes = 0;
    for (;;) {
      const { done, value } = await patience.reach(reader.read(), ms());
      if (done) return;
      bytes += value.length;
      if (bytes > this.#mostBytes)
        throw new ServerFailure(
          "refused",
          `its answer has more than ${this.#mostBytes} bytes`,
          (option) => `check that ${option} names the server that you mean`,
        );
      yield value;
    }
  }

  /** The failure that the server tells of. */
  refusal({ status, said }: ToldError): ServerFailure {
    return ServerFailure.ofStatus(status, this.cleaned(said), this.#fixOf(status));
  }

  /** What a server says, as one short line without secrets and control characters. */
  cleaned(said: string): string {
    const line = this.#address
      .withoutSecrets(said)
      .replace(/[\s\p{Cc}]+/gu, " ")
      .trim();
    return line.length > LONGEST_SAID ? `${line.slice(0, LONGEST_SAID)}…` : line;
  }

  #shownLocation(location: string): string {
    const url = URL.parse(location, this.#address.shown);
    return url === null ? "an address that is none" : `${url.origin}${url.pathname}`;
  }
}
