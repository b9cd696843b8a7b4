import { AppError, type ErrorCode, reasonOf, systemCodeOf } from "../errors.ts";

/**
 * How a server failed: nobody is there, the connection broke off, nothing came for too long, or it said no or something
 * that is no answer.
 */
export type FailureKind = "unreachable" | "lost" | "stalled" | "refused";

/** What to do about it. @param option the flag that names the server, such as --translator */
export type Fix = (option: string) => string;

/** What is known of a failure beside its words. */
interface Traits {
  /** Whether the same request may be done a moment later. */
  readonly isPassing?: boolean;
  /** Whether the server is there and not ready yet. */
  readonly isLoading?: boolean;
  readonly cause?: unknown;
}

/** A server that loads its model, is restarted behind a proxy, or has too much to do says so with one of these. */
const PASSING = new Set([408, 425, 429, 502, 503, 504]);
const LOADING = 503;
const CERTIFICATE = /CERT|SIGNED|TLS|SSL|EPROTO|ISSUER|VERIFY/;

/** A request that a server did not do. */
export class ServerFailure extends Error {
  readonly kind: FailureKind;
  readonly isPassing: boolean;
  readonly isLoading: boolean;
  /** The status of HTTP, where that is what went wrong; else 0. */
  readonly status: number;
  readonly #fix: Fix;

  constructor(kind: FailureKind, why: string, fix: Fix, traits: Traits & { readonly status?: number } = {}) {
    super(why, traits.cause === undefined ? undefined : { cause: traits.cause });
    this.kind = kind;
    this.#fix = fix;
    this.isPassing = traits.isPassing ?? false;
    this.isLoading = traits.isLoading ?? false;
    this.status = traits.status ?? 0;
  }

  /** What `fetch`, or reading an answer, has thrown; the codes are Node's. */
  static ofNetwork(error: unknown): ServerFailure {
    if (error instanceof ServerFailure) return error;
    const code = String(systemCodeOf(error) ?? "");
    if (code === "ECONNREFUSED")
      return new ServerFailure(
        "unreachable",
        "nothing listens there (ECONNREFUSED)",
        (option) => `start the server, or check host and port of ${option}`,
        { isPassing: true, cause: error },
      );
    if (code === "ENOTFOUND" || code.startsWith("EAI_"))
      return new ServerFailure(
        "unreachable",
        `its host is not known (${code})`,
        (option) => `check the host of ${option}, and the network`,
        { isPassing: true, cause: error },
      );
    if (CERTIFICATE.test(code))
      return new ServerFailure(
        "unreachable",
        `no secure connection: ${reasonOf(error)} (${code})`,
        () =>
          "write http:// if the server has no TLS; for a certificate of your own name its file in NODE_EXTRA_CA_CERTS",
        { cause: error },
      );
    return new ServerFailure(
      "lost",
      `the connection broke off${code === "" ? `: ${reasonOf(error)}` : ` (${code})`}`,
      () => "look at the server's log, and whether it speaks HTTP at that port",
      { isPassing: true, cause: error },
    );
  }

  /** @param ms how long was waited */
  static stalled(ms: number): ServerFailure {
    return new ServerFailure(
      "stalled",
      `nothing came for ${ms / 1000} s`,
      () => "look whether the server is overloaded, or choose a smaller model there",
    );
  }

  /** The answer ended without being whole. */
  static brokenOff(): ServerFailure {
    return new ServerFailure("lost", "its answer broke off", () => "look at the server's log", {
      isPassing: true,
    });
  }

  /** @param location where a redirect points to, without credentials */
  static redirected(status: number, location: string): ServerFailure {
    return new ServerFailure(
      "refused",
      `it answered ${status} and points to ${location}`,
      (option) =>
        `give ${option} the address it points to, if you trust it; a key is never sent on by itself`,
      { status },
    );
  }

  /**
   * @param status 0 where an answer that seemed to be a good one tells of an error
   * @param said what the server says about it; empty: nothing
   */
  static ofStatus(status: number, said: string, fix: Fix): ServerFailure {
    const why = `it answered ${status === 0 ? "with an error" : status}${said === "" ? "" : `: ${said}`}`;
    return new ServerFailure("refused", why, fix, {
      status,
      isPassing: PASSING.has(status),
      isLoading: status === LOADING,
    });
  }

  /** The error that a person is told. @param option the flag that names the server */
  toAppError(code: ErrorCode, what: string, option: string): AppError {
    return new AppError(code, { what, why: this.message, fix: this.#fix(option) }, this);
  }
}
