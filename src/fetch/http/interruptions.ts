import type { AppError } from "../../errors.ts";
import { reasonOf, systemCodeOf } from "../../errors.ts";
import { fetchFailure } from "../failure.ts";

/** Why a request may be worth another try, and why it may not. */
export type Trouble = "unreachable" | "untrusted" | "cut" | "stalled" | "busy" | "nonsense";

/** A request that came to nothing, or not to its end; the next one may. */
export class Interruption extends Error {
  readonly trouble: Trouble;
  /** What the server asks to wait, in ms. */
  readonly retryAfterMs: number | null;

  constructor(trouble: Trouble, message: string, retryAfterMs: number | null = null) {
    super(message);
    this.name = "Interruption";
    this.trouble = trouble;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The server has another version of the file now; what has come belongs to the old one. */
export class VersionChanged extends Error {
  constructor(message: string) {
    super(message);
    this.name = "VersionChanged";
  }
}

/** The server answers with the whole file where a part was asked for. */
export class RangesIgnored extends Error {
  constructor() {
    super("the server does not send parts of a file");
    this.name = "RangesIgnored";
  }
}

/** Names that cannot be resolved and doors that stay shut: as Bun and getaddrinfo call them. */
const UNREACHABLE =
  /^(?:E?CONNREFUSED|ConnectionRefused|FailedToOpenSocket|ENOTFOUND|EAI_\w+|DNSException|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EACCES|EPERM)$/;
/** OpenSSL's and Bun's names of what is wrong with a certificate or a handshake. */
const UNTRUSTED = /CERT|TLS|SSL|EPROTO|VERIFY|ISSUER|SELF_SIGNED/;

/** What a failed `fetch`, or a body that broke off, was. */
export function interruptionOf(error: unknown, host: string): Interruption {
  const code = String(systemCodeOf(error) ?? "");
  // Bun goes on with advice for programmers.
  const reason = reasonOf(error).replace(/\. .*$/s, "");
  if (UNREACHABLE.test(code)) return new Interruption("unreachable", `${host}: ${reason}`);
  if (UNTRUSTED.test(code)) return new Interruption("untrusted", `${host}: ${reason}`);
  return new Interruption("cut", `${host}: ${reason}`);
}

const FIXES: Record<Trouble, string> = {
  unreachable:
    "check the network and the name in HF_ENDPOINT, or the proxy in HTTPS_PROXY; models unbundle brings a model without a network",
  untrusted:
    "check the clock of this machine, and whether a proxy replaces certificates: NODE_EXTRA_CA_CERTS names its own",
  cut: "run the same command again; what has come is kept",
  stalled: "run the same command again; what has come is kept",
  busy: "wait some minutes and run the same command again; what has come is kept. HF_TOKEN raises Hugging Face's limits",
  nonsense:
    "run the same command again; if it stays, something between here and the server changes its answers",
};

/** What is told when no further try is made. */
export function givenUp(what: string, { trouble, message }: Interruption, tries: number): AppError {
  const count = tries > 1 ? ` (${tries} tries)` : "";
  return fetchFailure(`${what} cannot be fetched`, `${message}${count}`, FIXES[trouble]);
}
