import { parsedJson } from "../../remote/answers.ts";
import type { Patience } from "../../remote/patience.ts";
import type { Requests } from "../../remote/requests.ts";

/** What servers answer to a question that they do not know. */
const UNKNOWN: ReadonlySet<number> = new Set([404, 405, 501]);
const NONE: ReadonlySet<number> = new Set();

/** Questions to one server that have to be answered within a time. */
export class Asking {
  readonly #requests: Requests;
  readonly #patience: Patience;
  readonly #leftMs: () => number;

  /** @param leftMs how long the next question may take, in ms; asked anew each time */
  constructor(requests: Requests, patience: Patience, leftMs: () => number) {
    this.#requests = requests;
    this.#patience = patience;
    this.#leftMs = leftMs;
  }

  /** The answer to a request that the server did. @throws ServerFailure */
  send(resource: string, request: BunFetchRequestInit): Promise<Response> {
    return this.#requests.send(resource, request, this.#patience, this.#leftMs(), NONE);
  }

  /** The JSON that it answers, or undefined for any other answer. @throws ServerFailure */
  async json(resource: string, request: BunFetchRequestInit): Promise<unknown> {
    const response = await this.send(resource, request);
    return parsedJson(await this.#requests.textOf(response, this.#patience, this.#leftMs()));
  }

  /** As {@link json}, and undefined where the server does not know the question. @throws ServerFailure */
  async jsonIfKnown(resource: string): Promise<unknown> {
    const ms = this.#leftMs();
    const response = await this.#requests.send(resource, {}, this.#patience, ms, UNKNOWN);
    if (UNKNOWN.has(response.status)) return undefined;
    return parsedJson(await this.#requests.textOf(response, this.#patience, this.#leftMs()));
  }
}
