import { unescape as percentDecoded } from "node:querystring";
import { AppError } from "../errors.ts";

/** What an HTTP header can carry of a key. */
const KEY = /^[\x21-\x7e]+$/;

/** Where a server is, and what it lets us in with. */
export class ServerAddress {
  /** Its base without credentials and query; what people may see. */
  readonly shown: string;
  /** Headers that let us in; empty where nothing is needed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly #query: string;
  readonly #secrets: readonly string[];

  /**
   * User and password of the URL become Basic authentication (RFC 7617), unless there is a key.
   *
   * @param path of the base, without a slash at its end
   * @param query sent with every request, with its question mark; empty for none
   * @param key sent as a bearer token (RFC 6750)
   */
  constructor(url: URL, path: string, query: string, key: string | null) {
    this.shown = `${url.origin}${path}`;
    this.#query = query;
    const password = percentDecoded(url.password);
    const basic = Buffer.from(`${percentDecoded(url.username)}:${password}`).toString("base64");
    const hasUser = url.username !== "" || url.password !== "";
    if (key !== null) this.headers = { authorization: `Bearer ${key}` };
    else this.headers = hasUser ? { authorization: `Basic ${basic}` } : {};
    this.#secrets = [key ?? "", password].filter((secret) => secret !== "");
  }

  /** The address of one of the server's resources, such as `/models`. */
  at(resource: string): string {
    return `${this.shown}${resource}${this.#query}`;
  }

  /** Text of a server without the secrets that were sent to it. */
  withoutSecrets(text: string): string {
    return this.#secrets.reduce((clean, secret) => clean.replaceAll(secret, "…"), text);
  }
}

/**
 * The URL of a server, as a user writes it behind a flag.
 *
 * @param option the flag
 * @param example how it may be written
 * @throws AppError USAGE; what it says holds no credentials
 */
export function serverUrl(text: string, option: string, example: string): URL {
  const url = URL.parse(text);
  if (url !== null && ["http:", "https:"].includes(url.protocol) && url.hostname !== "") return url;
  throw new AppError("USAGE", {
    what: `${option} is no address of a server`,
    why: url === null ? "it is no URL" : `its scheme is ${url.protocol} instead of http: or https:`,
    fix: `write it like ${example}`,
  });
}

/**
 * The key in a variable of the environment, without the space around it; null where there is none.
 *
 * @throws AppError USAGE when HTTP cannot carry it
 */
export function keyIn(variable: string, value: string | undefined): string | null {
  const key = value?.trim() ?? "";
  if (key !== "" && !KEY.test(key))
    throw new AppError("USAGE", {
      what: `${variable} is no key`,
      why: "it holds spaces, line breaks or other characters that HTTP cannot carry",
      fix: `set ${variable} to the key alone`,
    });
  return key === "" ? null : key;
}
