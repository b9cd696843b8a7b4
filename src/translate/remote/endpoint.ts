import { unescape as percentDecoded } from "node:querystring";
import { AppError } from "../../errors.ts";

/** Names the environment variable that holds the key, so that it stands in no list of processes and no history. */
export const KEY_VARIABLE = "STREAM_TTS_TRANSLATOR_KEY";

const COMPLETIONS = "/chat/completions";
/** What an HTTP header can carry of a key. */
const KEY = /^[\x21-\x7e]+$/;

/** Where an OpenAI-compatible server is, and what it lets us in with. */
export class Endpoint {
  /** Its base without credentials and query; what people may see. */
  readonly shown: string;
  /** Headers that let us in; empty where nothing is needed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly #query: string;
  readonly #secrets: readonly string[];

  private constructor(url: URL, key: string | null) {
    const path = url.pathname.replace(/\/+$/, "");
    const base = path.endsWith(COMPLETIONS) ? path.slice(0, -COMPLETIONS.length) : path;
    this.shown = `${url.origin}${path === "" ? "/v1" : base}`;
    this.#query = url.search;
    const password = percentDecoded(url.password);
    const basic = Buffer.from(`${percentDecoded(url.username)}:${password}`).toString("base64");
    const hasUser = url.username !== "" || url.password !== "";
    if (key !== null) this.headers = { authorization: `Bearer ${key}` };
    else this.headers = hasUser ? { authorization: `Basic ${basic}` } : {};
    this.#secrets = [key ?? "", password].filter((secret) => secret !== "");
  }

  /**
   * Reads what `--translator` says: `http://host:8080`, which stands for `http://host:8080/v1`, or a base that is written
   * out, or the full address of `/chat/completions`. A query is sent with every request; user and password become Basic
   * authentication (RFC 7617), unless there is a key.
   *
   * @param key the value of {@link KEY_VARIABLE}
   * @throws AppError USAGE; what it says holds no credentials
   */
  static parse(text: string, key: string | undefined): Endpoint {
    const url = URL.parse(text);
    if (url === null || !["http:", "https:"].includes(url.protocol) || url.hostname === "")
      throw new AppError("USAGE", {
        what: "--translator is no address of a server",
        why: url === null ? "it is no URL" : `its scheme is ${url.protocol} instead of http: or https:`,
        fix: "write it like http://localhost:8080 or https://host/v1",
      });
    const trimmed = key?.trim() ?? "";
    if (trimmed !== "" && !KEY.test(trimmed))
      throw new AppError("USAGE", {
        what: `${KEY_VARIABLE} is no key`,
        why: "it holds spaces, line breaks or other characters that HTTP cannot carry",
        fix: `set ${KEY_VARIABLE} to the key alone`,
      });
    return new Endpoint(url, trimmed === "" ? null : trimmed);
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
