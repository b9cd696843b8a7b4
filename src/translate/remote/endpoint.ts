import { keyIn, ServerAddress, serverUrl } from "../../remote/address.ts";

/** Names the environment variable that holds the key, so that it stands in no list of processes and no history. */
export const KEY_VARIABLE = "STREAM_TTS_TRANSLATOR_KEY";

const COMPLETIONS = "/chat/completions";

/** Where an OpenAI-compatible server is, and what it lets us in with. */
export class Endpoint extends ServerAddress {
  private constructor(url: URL, key: string | null) {
    const path = url.pathname.replace(/\/+$/, "");
    const base = path.endsWith(COMPLETIONS) ? path.slice(0, -COMPLETIONS.length) : path;
    super(url, path === "" ? "/v1" : base, url.search, key);
  }

  /**
   * Reads what `--translator` says: `http://host:8080`, which stands for `http://host:8080/v1`, or a base that is written
   * out, or the full address of `/chat/completions`. A query is sent with every request; user and password become Basic
   * authentication, unless there is a key.
   *
   * @param key the value of {@link KEY_VARIABLE}
   * @throws AppError USAGE; what it says holds no credentials
   */
  static parse(text: string, key: string | undefined): Endpoint {
    const url = serverUrl(text, "--translator", "http://localhost:8080 or https://host/v1");
    return new Endpoint(url, keyIn(KEY_VARIABLE, key));
  }
}
