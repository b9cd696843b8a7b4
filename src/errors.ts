/**
 * Every failure a user can meet, told in three lines: what happened, why, and what to do about it.
 *
 * The code is stable and greppable; the exit code follows from it (see {@link exitCodeOf}).
 */

/** Exit codes of the process; other programs rely on them. */
export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130, terminated: 143 } as const;

export type ErrorCode =
  | "USAGE"
  | "SETUP_FAILED"
  | "FETCH_FAILED"
  | "FETCH_DAMAGED"
  | "FETCH_DENIED"
  | "FETCH_MISSING"
  | "FETCH_OFFLINE"
  | "DISK_FULL"
  | "PARTS_MISSING"
  | "PARTS_ABI"
  | "PARTS_UNEXTRACTABLE"
  | "MODEL_MISSING"
  | "MODEL_UNREADABLE"
  | "MODEL_NOT_GGUF"
  | "MODEL_TRUNCATED"
  | "MODEL_DAMAGED"
  | "MODEL_UNSUITABLE"
  | "MODEL_REFUSED"
  | "BUNDLE_UNREADABLE"
  | "BUNDLE_DAMAGED"
  | "BUNDLE_UNSUITABLE"
  | "BUNDLE_UNWRITABLE"
  | "BUNDLE_UNINSTALLABLE"
  | "OFFLINE_UNENFORCEABLE"
  | "GLOSSARY_UNREADABLE"
  | "VOICE_UNKNOWN"
  | "VOICE_MISSING"
  | "VOICE_DAMAGED"
  | "VOICE_REFUSED"
  | "VOICE_UNREACHABLE"
  | "SPEECH_LOST"
  | "SPEECH_STALLED"
  | "SPEECH_REFUSED"
  | "READINGS_UNREADABLE"
  | "TRANSLATOR_UNREACHABLE"
  | "TRANSLATOR_REFUSED"
  | "TRANSLATION_LOST"
  | "TRANSLATION_STALLED"
  | "TRANSLATION_REFUSED"
  | "WORKER_DIED"
  | "WORKER_HUNG"
  | "WORKER_FAILED"
  | "OUTPUT_UNWRITABLE"
  | "DEVICE_MISSING"
  | "DEVICE_UNKNOWN"
  | "DEVICE_LOST"
  | "SERVICE_FOLDER"
  | "SERVICE_RUNNING"
  | "SERVICE_MISSING"
  | "SERVICE_UNSUITABLE"
  | "SERVICE_REFUSED"
  | "SERVICE_SILENT"
  | "SERVICE_LOST"
  | "SESSION_UNKNOWN"
  | "SETTINGS_UNREADABLE"
  | "SETTINGS_UNWRITABLE"
  | "CONFIG_UNREADABLE"
  | "UNIT_UNWRITABLE";

/** An error meant for a person. `what` is one clause, `why` names the cause, `fix` the next step. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly what: string;
  readonly why: string;
  readonly fix: string;

  constructor(code: ErrorCode, text: { what: string; why: string; fix: string }, cause?: unknown) {
    super(`${text.what}: ${text.why}`, cause === undefined ? undefined : { cause });
    this.name = "AppError";
    this.code = code;
    this.what = text.what;
    this.why = text.why;
    this.fix = text.fix;
  }
}

/** What a caught value says, for the `why` of an error. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of a system error, such as EPIPE; undefined for anything else. */
export function systemCodeOf(error: unknown): unknown {
  return error instanceof Error && !(error instanceof AppError) && "code" in error ? error.code : undefined;
}

/**
 * Whether a failure is that of one sentence, so that the next one is worth trying. A model or voice that cannot be
 * started again is not.
 */
export function isOfOneSentence(error: unknown): error is AppError {
  return error instanceof AppError && /^(?:WORKER|TRANSLATION|SPEECH)_/.test(error.code);
}

/** The exit code that an error leads to: 2 for wrong usage, 1 for all else. */
export function exitCodeOf(error: unknown): number {
  return error instanceof AppError && error.code === "USAGE" ? EXIT.usage : EXIT.failed;
}

/**
 * Renders an error for stderr, ending in a newline. Only an unexpected error (a defect of ours) shows its stack.
 *
 * @param colour whether the reader is a terminal that wants colour
 */
export function renderError(error: unknown, colour: boolean): string {
  const red = colour ? "\u001b[31m" : "";
  const plain = colour ? "\u001b[0m" : "";
  if (error instanceof AppError) {
    const { what, why, fix } = error;
    return `${red}error${plain}: ${visible(what)} (${error.code})\n  why: ${visible(why)}\n  fix: ${visible(fix)}\n`;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${red}error${plain}: unexpected failure; please report it with the lines below\n${detail}\n`;
}

/** Without control characters, which a file or a server may have put into a message to steer the terminal. */
function visible(text: string): string {
  return text.replace(/(?![\n\t])\p{Cc}/gu, "\ufffd");
}
