import type { AppError, ErrorCode } from "../../errors.ts";
import { type FailureKind, type Fix, ServerFailure } from "../../remote/failure.ts";
import { KEY_VARIABLE } from "./endpoint.ts";

/** The codes of a failure while the server is opened, and of one that costs a sentence. */
const CODES = {
  unreachable: { opening: "TRANSLATOR_UNREACHABLE", sentence: "TRANSLATION_LOST" },
  lost: { opening: "TRANSLATOR_UNREACHABLE", sentence: "TRANSLATION_LOST" },
  stalled: { opening: "TRANSLATOR_UNREACHABLE", sentence: "TRANSLATION_STALLED" },
  refused: { opening: "TRANSLATOR_REFUSED", sentence: "TRANSLATION_REFUSED" },
} as const satisfies Record<FailureKind, { opening: ErrorCode; sentence: ErrorCode }>;

const OPTION = "--translator";

/** What was said already cannot be gone on with. */
export function otherwise(): ServerFailure {
  return new ServerFailure(
    "lost",
    "its next translation begins otherwise than what was said already",
    () => "nothing needs to be done; the next sentence goes on",
  );
}

/** Another try in the same words; decoding is greedy. */
export function sameAgain(): ServerFailure {
  return new ServerFailure(
    "refused",
    "asked in the same words, it would say the same again",
    () => "nothing needs to be done; the first translation is there",
  );
}

/** An answer that is none. @param why what it is instead */
export function unreadable(why: string): ServerFailure {
  return new ServerFailure(
    "refused",
    why,
    (option) => `give ${option} the base of an OpenAI-compatible API, such as http://localhost:8080/v1`,
  );
}

/** A model that thinks instead of answering. */
export function thinking(): ServerFailure {
  return new ServerFailure(
    "refused",
    "the model spent all its tokens on thoughts",
    () => "choose a model that does not think, or turn thinking off at the server",
  );
}

/** The error when the server cannot be used at all. @param server what people call it */
export function whileOpening(failure: ServerFailure, server: string): AppError {
  return failure.toAppError(CODES[failure.kind].opening, `the translator ${server} cannot be used`, OPTION);
}

/** The error of a sentence. @param server what people call it */
export function inSentence(failure: ServerFailure, server: string): AppError {
  const what = `the translator ${server} did not do one sentence`;
  return failure.toAppError(CODES[failure.kind].sentence, what, OPTION);
}

/** What to do about an error of a server by its status. */
export function fixOf(status: number): Fix {
  switch (status) {
    case 401:
    case 403:
      return () => `set ${KEY_VARIABLE} to a key that the server accepts`;
    case 404:
    case 405:
      return (option) => `check the path of ${option}, which mostly ends in /v1, and the name after --model`;
    case 400:
    case 413:
    case 422:
      return () =>
        "where the context is too small, give the server a larger one (llama-server --ctx-size 4096); else try another --model or --profile";
    case 429:
      return () => "wait, or raise the limit of the server";
    default:
      return () => "look at the server's log; if it is overloaded, wait";
  }
}
