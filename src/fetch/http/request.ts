import manifest from "../../../package.json" with { type: "json" };
import { fetchFailure } from "../failure.ts";
import { Interruption, interruptionOf } from "./interruptions.ts";
import type { Patience } from "./patience.ts";

/** Hugging Face redirects a renamed repository once and a large file once. */
const MOST_REDIRECTS = 5;
const USER_AGENT = `${manifest.name}/${manifest.version}`;

/** Where a file is asked for, and by whom. */
export interface Endpoint {
  readonly url: URL;
  /** Goes to the origin of `url` and to no other. */
  readonly token: string | null;
}

export interface Request {
  readonly method: "GET" | "HEAD";
  readonly headers: Readonly<Record<string, string>>;
  /** Headers that only the origin of the endpoint gets: they speak of what it said before. */
  readonly ownHeaders: Readonly<Record<string, string>>;
  /** Ends the redirects before a request to another origin, given what the endpoint has answered. */
  readonly isEnough?: (headers: Headers) => boolean;
}

/** What came of a request: the last answer, and the last one of the endpoint itself, which may be the same. */
export interface Answer {
  readonly response: Response;
  /** Headers of the endpoint's own last answer. */
  readonly own: Headers;
  /** Whether the endpoint itself gave the last answer. */
  readonly isOwn: boolean;
  readonly host: string;
}

/**
 * Sends a request and follows redirects by hand: `fetch` would not say what the servers on the way answered, and how the
 * token is kept from others is too important to be left to it.
 *
 * @param patience ends the request, the reading of its body included
 * @throws Interruption, the outer signal's reason, or AppError FETCH_FAILED for redirects that are not followed
 */
export async function send(
  { url, token }: Endpoint,
  { method, headers, ownHeaders, isEnough = () => false }: Request,
  patience: Patience,
): Promise<Answer> {
  let at = url;
  let isOwn = true;
  let own = new Headers();
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const authorization = isOwn && token !== null ? { Authorization: `Bearer ${token}` } : {};
    const response = await attempt(at, patience, {
      method,
      // Compressed, a part of a file is a part of something else.
      headers: {
        "User-Agent": USER_AGENT,
        "Accept-Encoding": "identity",
        ...headers,
        ...(isOwn ? ownHeaders : {}),
        ...authorization,
      },
    });
    if (isOwn) own = response.headers;
    const location = response.headers.get("location");
    const isRedirect = [301, 302, 303, 307, 308].includes(response.status) && location !== null;
    if (!isRedirect || (isOwn && isEnough(own))) return { response, own, isOwn, host: at.host };
    await response.body?.cancel();
    const next = redirected(at, location);
    isOwn &&= next.origin === url.origin;
    at = next;
  }
  throw fetchFailure(
    `${url.host} sends us round and round`,
    `more than ${MOST_REDIRECTS} redirects`,
    "check HF_ENDPOINT, or what stands between here and the server",
  );
}

function redirected(from: URL, location: string): URL {
  const next = URL.parse(location, from.href);
  if (next?.protocol === "https:" || (next?.protocol === "http:" && from.protocol === "http:")) return next;
  throw fetchFailure(
    `${from.host} redirects to where we do not go`,
    `from ${from.protocol} to ${next === null ? "no address at all" : next.protocol}, which nobody protects`,
    "check HF_ENDPOINT, or what stands between here and the server",
  );
}

async function attempt(url: URL, patience: Patience, request: RequestInit): Promise<Response> {
  try {
    const signal = patience.signal;
    const response = await fetch(url.href, { ...request, redirect: "manual", decompress: false, signal });
    patience.renew();
    return response;
  } catch (error) {
    throw broken(error, patience, url.host);
  }
}

/** What an error of `fetch` or of a body was: our patience, the caller's wish, or the network. */
export function broken(error: unknown, patience: Patience, host: string): unknown {
  if (patience.isOver) return new Interruption("stalled", `${host} sends nothing any more`);
  if (patience.signal.aborted) return patience.signal.reason;
  return interruptionOf(error, host);
}
