import type { AppError, ErrorCode } from "../../errors.ts";
import { type FailureKind, type Fix, ServerFailure } from "../../remote/failure.ts";

/** The codes of a failure while the server is opened, and of one that costs a clause. */
const CODES = {
  unreachable: { opening: "VOICE_UNREACHABLE", clause: "SPEECH_LOST" },
  lost: { opening: "VOICE_UNREACHABLE", clause: "SPEECH_LOST" },
  stalled: { opening: "VOICE_UNREACHABLE", clause: "SPEECH_STALLED" },
  refused: { opening: "VOICE_REFUSED", clause: "SPEECH_REFUSED" },
} as const satisfies Record<FailureKind, { opening: ErrorCode; clause: ErrorCode }>;

const OPTION = "--voice";

/** An answer that is no sound. @param why what it is instead */
export function noSound(why: string): ServerFailure {
  return new ServerFailure(
    "refused",
    why,
    (option) =>
      `check the path of ${option}: it has to end at a server that gives WAV or PCM; with ?format=wav one that is like OpenAI's is asked for WAV`,
  );
}

/** Sound that ends too early. @param how where it ends */
export function halfSound(how: string): ServerFailure {
  return new ServerFailure("lost", how, () => "look at the server's log", { isPassing: true });
}

/** Something that the address asks for and the server does not have. */
export function notThere(why: string): ServerFailure {
  return new ServerFailure("refused", why, (option) => `write another name into the address of ${option}`);
}

/** The error when the server cannot be used now. @param name of the voice */
export function whileOpening(failure: ServerFailure, name: string): AppError {
  return failure.toAppError(CODES[failure.kind].opening, `the voice ${name} cannot be used`, OPTION);
}

/** The error of a clause. @param name of the voice */
export function inClause(failure: ServerFailure, name: string): AppError {
  return failure.toAppError(CODES[failure.kind].clause, `the voice ${name} did not say one clause`, OPTION);
}

/** What to do about an error of a server by its status. */
export function fixOf(status: number): Fix {
  switch (status) {
    case 401:
    case 403:
      return (option) =>
        `put a key that the server accepts into a variable of the environment, and write key=VARIABLE behind the address of ${option}, as in https://host/v1?key=VARIABLE`;
    case 404:
    case 405:
      return (option) =>
        `check the path of ${option}; it mostly ends in /v1, /inference_sft, /inference_zero_shot or /synthesis, or is left out`;
    case 400:
    case 422:
      return (option) =>
        `check the parameters behind the address of ${option}: voice, model, speaker, spk_id`;
    case 429:
      return () => "wait, or raise the limit of the server";
    default:
      return () => "look at the server's log; if it is overloaded, wait";
  }
}
