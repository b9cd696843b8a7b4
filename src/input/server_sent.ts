const DATA = /^data: ?/;
/** Lines that nobody writes as text: the name of an event, a time to wait, and a comment. */
const FRAMING = /^(?:event: ?[\w.:-]+\s*$|retry: ?\d+\s*$|:(?:\s|$))/;
const OTHER_FIELD = /^(?:id: ?\S*\s*$|:|data: ?)/;

/**
 * Takes lines of Server-Sent Events apart (WHATWG HTML, section 9.2.6), as a recorded answer of a server holds them
 * around its JSON.
 */
export class ServerSent {
  #isSeen = false;

  /** The JSON of a line, "" where the line only frames some, or null for a line of anything else. */
  read(line: string): string | null {
    const data = DATA.exec(line)?.[0];
    const json = data === undefined ? "" : line.slice(data.length).trimStart();
    if (json !== "" && (json.startsWith("{") || json.trimEnd() === "[DONE]")) {
      this.#isSeen = true;
      return json.startsWith("{") ? json : "";
    }
    if (FRAMING.test(line)) {
      this.#isSeen = true;
      return "";
    }
    return this.#isSeen && OTHER_FIELD.test(line) ? "" : null;
  }
}
