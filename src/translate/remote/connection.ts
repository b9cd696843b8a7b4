import { type AnswerPart, answerPartOf, errorOf, modelsOf, parsedJson } from "./answers.ts";
import type { Endpoint } from "./endpoint.ts";
import { ServerFailure } from "./failure.ts";
import type { Limits } from "./limits.ts";
import { Patience } from "./patience.ts";
import { serverEvents } from "./server_events.ts";

/** An answer of a sentence has a few hundred tokens with some hundred bytes around each. */
const LONGEST_ANSWER_BYTES = 4 * 1024 * 1024;
/** So much of what a server says about an error helps a person. */
const LONGEST_SAID = 300;
const DONE = "[DONE]";
/** What servers without a list of models answer. */
const NO_LIST = new Set([404, 405, 501]);

/** Requests to an OpenAI-compatible server. A redirect is never followed: a key is for one server only. */
export class Connection {
  readonly #endpoint: Endpoint;
  readonly #limits: Limits;

  constructor(endpoint: Endpoint, limits: Limits) {
    this.#endpoint = endpoint;
    this.#limits = limits;
  }

  /**
   * The names of the models that the server has; null where it does not tell.
   *
   * @throws ServerFailure
   */
  async models(signal: AbortSignal): Promise<string[] | null> {
    const { connectMs } = this.#limits;
    const patience = new Patience(signal, connectMs);
    try {
      const response = await this.#send("/models", {}, patience, connectMs);
      if (NO_LIST.has(response.status)) return null;
      return modelsOf(parsedJson(await this.#textOf(response, patience, connectMs)));
    } finally {
      patience.end();
    }
  }

  /**
   * Asks for a chat completion and gives its parts as they come. Leaving early closes the connection, so that the server
   * stops.
   *
   * @param firstMs the longest wait for the first part, in ms
   * @throws ServerFailure, or what `signal` was aborted with
   */
  async *complete(body: object, signal: AbortSignal, firstMs: number): AsyncGenerator<AnswerPart> {
    const patience = new Patience(signal, Math.max(firstMs, this.#limits.sentenceMs));
    try {
      const request = {
        method: "POST",
        headers: { "content-type": "application/json", accept: "text/event-stream" },
        body: JSON.stringify(body),
      };
      const response = await this.#send("/chat/completions", request, patience, firstMs);
      const type = response.headers.get("content-type") ?? "nothing that it names";
      if (!type.startsWith("text/event-stream")) {
        yield this.#wholeAnswer(await this.#textOf(response, patience, firstMs), type);
        return;
      }
      let waitMs = firstMs;
      let isWhole = false;
      for await (const data of serverEvents(chunksOf(response, patience, () => waitMs))) {
        if (data === DONE) return;
        const part = this.#partOf(data);
        if (part.text !== "") waitMs = this.#limits.nextMs;
        isWhole ||= part.isLast;
        yield part;
      }
      if (!isWhole) throw ServerFailure.brokenOff();
    } finally {
      patience.end();
    }
  }

  /** The answer to a request that the server did, or, to one without a body, that it does not know. */
  async #send(
    resource: string,
    request: BunFetchRequestInit,
    patience: Patience,
    ms: number,
  ): Promise<Response> {
    const headers = { ...request.headers, ...this.#endpoint.headers };
    const init: BunFetchRequestInit = { ...request, headers, redirect: "manual", signal: patience.signal };
    const response = await patience.reach(fetch(this.#endpoint.at(resource), init), ms);
    const { status } = response;
    if (response.ok || (request.body === undefined && NO_LIST.has(status))) return response;
    const location = response.headers.get("location");
    if (location !== null) throw ServerFailure.redirected(status, this.#shownLocation(location));
    throw this.#refusal(status, await this.#textOf(response, patience, ms));
  }

  #partOf(data: string): AnswerPart {
    const json = parsedJson(data);
    const part = answerPartOf(json);
    if (part !== null) return part;
    const told = errorOf(json);
    if (told === null) throw ServerFailure.unreadable(`its stream holds ${this.#cleaned(data)}`);
    throw ServerFailure.ofStatus(told.status, this.#cleaned(told.said));
  }

  /** From servers that do not stream. */
  #wholeAnswer(text: string, type: string): AnswerPart {
    const json = parsedJson(text);
    const part = answerPartOf(json);
    if (part !== null) return { ...part, isLast: true };
    const told = errorOf(json);
    if (told !== null) throw ServerFailure.ofStatus(told.status, this.#cleaned(told.said));
    throw ServerFailure.unreadable(`it answered with ${type}, which holds no chat completion`);
  }

  #refusal(status: number, body: string): ServerFailure {
    return ServerFailure.ofStatus(status, this.#cleaned(errorOf(parsedJson(body))?.said ?? body));
  }

  async #textOf(response: Response, patience: Patience, ms: number): Promise<string> {
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of chunksOf(response, patience, () => ms))
      text += decoder.decode(chunk, { stream: true });
    return text;
  }

  /** What a server says, as one short line without secrets and control characters. */
  #cleaned(said: string): string {
    const line = this.#endpoint
      .withoutSecrets(said)
      .replace(/[\s\p{Cc}]+/gu, " ")
      .trim();
    return line.length > LONGEST_SAID ? `${line.slice(0, LONGEST_SAID)}…` : line;
  }

  #shownLocation(location: string): string {
    const url = URL.parse(location, this.#endpoint.shown);
    return url === null ? "an address that is none" : `${url.origin}${url.pathname}`;
  }
}

/** The bytes of an answer. @param ms the longest wait for the next ones, asked anew each time */
async function* chunksOf(
  response: Response,
  patience: Patience,
  ms: () => number,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  let bytes = 0;
  for (;;) {
    const { done, value } = await patience.reach(reader.read(), ms());
    if (done) return;
    bytes += value.length;
    if (bytes > LONGEST_ANSWER_BYTES)
      throw ServerFailure.unreadable(`its answer has more than ${bytes} bytes`);
    yield value;
  }
}
