import { AppError, type ErrorCode, reasonOf, systemCodeOf } from "../../errors.ts";
import { KEY_VARIABLE } from "./endpoint.ts";

/**
 * How a server failed: nobody is there, the connection broke off, nothing came for too long, or it said no or something
 * that is no answer.
 */
type Kind = "unreachable" | "lost" | "stalled" | "refused";

/** The codes of a failure while the server is opened, and of one that costs a sentence. */
const CODES = {
  unreachable: { opening: "TRANSLATOR_UNREACHABLE", sentence: "TRANSLATION_LOST" },
  lost: { opening: "TRANSLATOR_UNREACHABLE", sentence: "TRANSLATION_LOST" },
  stalled: { opening: "TRANSLATOR_UNREACHABLE", sentence: "TRANSLATION_STALLED" },
  refused: { opening: "TRANSLATOR_REFUSED", sentence: "TRANSLATION_REFUSED" },
} as const satisfies Record<Kind, { opening: ErrorCode; sentence: ErrorCode }>;

/** A server that loads its model, is restarted behind a proxy, or has too much to do says so with one of these. */
const PASSING = new Set([408, 425, 429, 502, 503, 504]);
const LOADING = 503;
const CERTIFICATE = /CERT|SIGNED|TLS|SSL|EPROTO|ISSUER|VERIFY/;

/** A request that a server did not do. */
export class ServerFailure extends Error {
  readonly #kind: Kind;
  readonly #fix: string;
  /** Whether the same request may be done a moment later. */
  readonly isPassing: boolean;
  /** Whether the server is there and not ready yet. */
  readonly isLoading: boolean;

  private constructor(
    kind: Kind,
    why: string,
    fix: string,
    { isPassing = false, isLoading = false, cause = undefined as unknown } = {},
  ) {
    super(why, cause === undefined ? undefined : { cause });
    this.#kind = kind;
    this.#fix = fix;
    this.isPassing = isPassing;
    this.isLoading = isLoading;
  }

  /** What `fetch`, or reading an answer, has thrown; the codes are Node's. */
  static ofNetwork(error: unknown): ServerFailure {
    if (error instanceof ServerFailure) return error;
    const code = String(systemCodeOf(error) ?? "");
    if (code === "ECONNREFUSED")
      return new ServerFailure(
        "unreachable",
        "nothing listens there (ECONNREFUSED)",
        "start the server, or check host and port of --translator",
        { isPassing: true, cause: error },
      );
    if (code === "ENOTFOUND" || code.startsWith("EAI_"))
      return new ServerFailure(
        "unreachable",
        `its host is not known (${code})`,
        "check the host of --translator, and the network",
        { isPassing: true, cause: error },
      );
    if (CERTIFICATE.test(code))
      return new ServerFailure(
        "unreachable",
        `no secure connection: ${reasonOf(error)} (${code})`,
        "write http:// if the server has no TLS; for a certificate of your own name its file in NODE_EXTRA_CA_CERTS",
        { cause: error },
      );
    return new ServerFailure(
      "lost",
      `the connection broke off${code === "" ? `: ${reasonOf(error)}` : ` (${code})`}`,
      "look at the server's log, and whether it speaks HTTP at that port",
      { isPassing: true, cause: error },
    );
  }

  /** @param ms how long was waited */
  static stalled(ms: number): ServerFailure {
    return new ServerFailure(
      "stalled",
      `nothing came for ${ms / 1000} s`,
      "look whether the server is overloaded, or choose a smaller model there",
    );
  }

  /** The stream ended without telling that the answer is whole. */
  static brokenOff(): ServerFailure {
    return new ServerFailure("lost", "its answer broke off", "look at the server's log", { isPassing: true });
  }

  /** What was said already cannot be gone on with. */
  static otherwise(): ServerFailure {
    return new ServerFailure(
      "lost",
      "its next translation begins otherwise than what was said already",
      "nothing needs to be done; the next sentence goes on",
    );
  }

  /** Another try in the same words; decoding is greedy. */
  static sameAgain(): ServerFailure {
    return new ServerFailure(
      "refused",
      "asked in the same words, it would say the same again",
      "nothing needs to be done; the first translation is there",
    );
  }

  /** An answer that is none. @param why what it is instead */
  static unreadable(why: string): ServerFailure {
    return new ServerFailure(
      "refused",
      why,
      "give --translator the base of an OpenAI-compatible API, such as http://localhost:8080/v1",
    );
  }

  /** A model that thinks instead of answering. */
  static thinking(): ServerFailure {
    return new ServerFailure(
      "refused",
      "the model spent all its tokens on thoughts",
      "choose a model that does not think, or turn thinking off at the server",
    );
  }

  /** @param location where a redirect points to, without credentials */
  static redirected(status: number, location: string): ServerFailure {
    return new ServerFailure(
      "refused",
      `it answered ${status} and points to ${location}`,
      "give --translator the address it points to, if you trust it; a key is never sent on by itself",
    );
  }

  /**
   * @param status 0 where an answer that seemed to be a good one tells of an error
   * @param said what the server says about it; empty: nothing
   */
  static ofStatus(status: number, said: string): ServerFailure {
    const why = `it answered ${status === 0 ? "with an error" : status}${said === "" ? "" : `: ${said}`}`;
    return new ServerFailure("refused", why, fixOf(status), {
      isPassing: PASSING.has(status),
      isLoading: status === LOADING,
    });
  }

  /** The error when the server cannot be used at all. @param server what people call it */
  whileOpening(server: string): AppError {
    return this.#as(CODES[this.#kind].opening, `the translator ${server} cannot be used`);
  }

  /** The error of a sentence. */
  inSentence(server: string): AppError {
    return this.#as(CODES[this.#kind].sentence, `the translator ${server} did not do one sentence`);
  }

  #as(code: ErrorCode, what: string): AppError {
    return new AppError(code, { what, why: this.message, fix: this.#fix }, this);
  }
}

function fixOf(status: number): string {
  switch (status) {
    case 401:
    case 403:
      return `set ${KEY_VARIABLE} to a key that the server accepts`;
    case 404:
    case 405:
      return "check the path of --translator, which mostly ends in /v1, and the name after --model";
    case 400:
    case 413:
    case 422:
      return "where the context is too small, give the server a larger one (llama-server --ctx-size 4096); else try another --model or --profile";
    case 429:
      return "wait, or raise the limit of the server";
    default:
      return "look at the server's log; if it is overloaded, wait";
  }
}
