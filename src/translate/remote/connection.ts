import { errorOf, modelsOf, parsedJson } from "../../remote/answers.ts";
import { ServerFailure } from "../../remote/failure.ts";
import { Patience } from "../../remote/patience.ts";
import { Requests } from "../../remote/requests.ts";
import { type AnswerPart, answerPartOf } from "./answers.ts";
import type { Endpoint } from "./endpoint.ts";
import { fixOf, unreadable } from "./failure.ts";
import type { Limits } from "./limits.ts";
import { serverEvents } from "./server_events.ts";

/** An answer of a sentence has a few hundred tokens with some hundred bytes around each. */
const LONGEST_ANSWER_BYTES = 4 * 1024 * 1024;
const DONE = "[DONE]";
/** What servers without a list of models answer. */
const NO_LIST = new Set([404, 405, 501]);
const NONE: ReadonlySet<number> = new Set();

/** Requests to an OpenAI-compatible server. */
export class Connection {
  readonly #requests: Requests;
  readonly #limits: Limits;

  constructor(endpoint: Endpoint, limits: Limits) {
    this.#requests = new Requests(endpoint, LONGEST_ANSWER_BYTES, fixOf);
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
      const response = await this.#requests.send("/models", {}, patience, connectMs, NO_LIST);
      if (NO_LIST.has(response.status)) return null;
      return modelsOf(parsedJson(await this.#requests.textOf(response, patience, connectMs)));
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
      const response = await this.#requests.send("/chat/completions", request, patience, firstMs, NONE);
      const type = response.headers.get("content-type") ?? "nothing that it names";
      if (!type.startsWith("text/event-stream")) {
        yield this.#wholeAnswer(await this.#requests.textOf(response, patience, firstMs), type);
        return;
      }
      let waitMs = firstMs;
      let isWhole = false;
      const chunks = this.#requests.chunksOf(response, patience, () => waitMs);
      for await (const data of serverEvents(chunks)) {
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

  #partOf(data: string): AnswerPart {
    const json = parsedJson(data);
    const part = answerPartOf(json);
    if (part !== null) return part;
    const told = errorOf(json);
    if (told === null) throw unreadable(`its stream holds ${this.#requests.cleaned(data)}`);
    throw this.#requests.refusal(told);
  }

  /** From servers that do not stream. */
  #wholeAnswer(text: string, type: string): AnswerPart {
    const json = parsedJson(text);
    const part = answerPartOf(json);
    if (part !== null) return { ...part, isLast: true };
    const told = errorOf(json);
    if (told !== null) throw this.#requests.refusal(told);
    throw unreadable(`it answered with ${type}, which holds no chat completion`);
  }
}
