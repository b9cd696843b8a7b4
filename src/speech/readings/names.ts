import { spellOut } from "./letters.ts";
import { readDecimal, readDotted } from "./numbers.ts";
import { joinReadings, PAUSE, type Reader } from "./reader.ts";
import type { UserDictionary } from "./user_dictionary.ts";
import { listedReadings, readWord } from "./words.ts";

const DOT = "ドット";
const SLASH = "スラッシュ";
const AT = "アット";

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

/** Listed names that hold a sign, so that no word of theirs stands alone: `C++`, `CI/CD`, `Node.js`. */
function namesWithSigns(): RegExp {
  const names = [...listedReadings().keys()]
    .filter((name) => /[^A-Za-z0-9']/.test(name))
    .sort((a, b) => b.length - a.length)
    .map((name) => escaped(name) + (/\w$/.test(name) ? "(?![A-Za-z0-9_])" : ""));
  return new RegExp(`(?<![A-Za-z0-9_])(?:${names.join("|")})`, "iy");
}

let withSigns: RegExp | null = null;

const listedWithSigns: Reader = {
  kind: "name",
  get pattern() {
    withSigns ??= namesWithSigns();
    return withSigns;
  },
  read: ([name]) => listed(name.toLowerCase()) ?? listed(name),
};

const listed = (name: string): string | undefined => listedReadings().get(name);

/** `2FA`, `3D`: listed names that begin like a number. */
const listedWithDigit: Reader = {
  kind: "name",
  pattern: /\d+[A-Za-z]+(?![A-Za-z0-9_])/y,
  read: ([name]) => listed(name) ?? listed(name.toLowerCase()),
};

/** A name without slashes: words joined by signs that are not said, and points that are. */
function readDottedName(name: string, user: UserDictionary): string {
  const start = user.firstBetween(name, 0, name.length);
  const own = user.foundAt(name, start);
  if (own !== undefined) {
    const [before, after] = [name.slice(0, start), name.slice(own.end)];
    return joinReadings([readDottedName(before, user), own.reading, readDottedName(after, user)]);
  }
  return joinReadings(name.split(/[^A-Za-z0-9.']+/).map((part) => readPoints(part, user)));
}

function readPoints(name: string, user: UserDictionary): string {
  const [, head = "", number = "", rest = ""] = /^(.*?)(?<!\d)(\d+(?:\.\d+)+)(?!\w)(.*)$/.exec(name) ?? [];
  if (number === "")
    return joinReadings(name.split(".").flatMap((part, at) => [at > 0 ? DOT : "", readWord(part, user)]));
  const read = number.split(".").length > 2 ? readDotted(number, user) : readDecimal(number);
  return joinReadings([readPoints(head, user), read, readPoints(rest, user)]);
}

/** Web addresses: the host is enough for the ear. */
const url: Reader = {
  kind: "name",
  pattern:
    /(?:(?:https?|ftp|wss?|file|ssh|git):\/\/|www\.)(?:[\w.-]+@)?([\w-]*(?:\.[\w-]+)*)(?::(\d+))?(?:[/?#][\w\-.~:/?#@!$&*+,;=%]*[\w/=&#])?\/?/iy,
  read: ([, host = "", port], { user }) => readDottedName(host, user) + (port ? `のポート${port}` : ""),
};

const email: Reader = {
  kind: "name",
  pattern: /([\w.+-]*\w)@([\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,})/y,
  read: ([, person = "", host = ""], { user }) =>
    `${readDottedName(person, user)}${AT}${readDottedName(host, user)}`,
};

/** Command line flags: the hyphens of a long one are not said. */
const flag: Reader = {
  kind: "name",
  pattern: /(?<![\w-])(--?)([A-Za-z][\w-]*)/y,
  read: ([, hyphens, name = ""], { user }) =>
    hyphens === "-" && name.length <= 2
      ? `マイナス${user.readingOf(name) ?? spellOut(name)}`
      : readDottedName(name, user),
};

const HOST = /^localhost$|\.(?:com|net|org|io|dev|jp|local|app|ai)$/i;

function readNumberAfter(body: string, number: string): string {
  if (HOST.test(body)) return `のポート${number}`;
  return body.includes(".") ? `の${number}行目` : PAUSE + number;
}

/**
 * Names, file names and paths. A path is read folder by folder with short pauses, the way one reads it to a colleague;
 * a single slash between words is スラッシュ. A number after a colon is the line of a file, or the port of a host.
 */
const name: Reader = {
  kind: "name",
  pattern:
    /(~?[/\\]|\.{1,2}[/\\]|(?<!\w)\.)?(@?[A-Za-z_$][\w$]*(?:'[a-z]{1,2}(?![A-Za-z]))?(?:(?:[-.]|[/\\]\.?|::|@(?=[A-Za-z]))[\w$]+)*)(?:[/\\](?!\w))?(?::(\d+)(?::\d+)?)?/y,
  read: ([whole, lead = "", body = "", number], { text, end, user }) => {
    if (whole === "a" && /^ [a-z]{2}/.test(text.slice(end, end + 3))) return "ア";
    const segments = body.split(/[/\\]/);
    const isPath = segments.length > 2 || (segments.length > 1 && (lead !== "" || /\.\w+$/.test(body)));
    const before = lead === "." ? DOT : lead === "/" && !isPath ? SLASH : "";
    const read = segments
      .map((segment) =>
        segment
          .split("@")
          .map((part) => readDottedName(part, user))
          .join(AT),
      )
      .join(isPath ? PAUSE : SLASH);
    return before + read + (number === undefined ? "" : readNumberAfter(body, number));
  },
};

/** In the order they are tried; the listed names go before the numbers, see index.ts. */
export const LISTED_NAME_READERS: readonly Reader[] = [url, email, listedWithSigns, listedWithDigit];
export const NAME_READERS: readonly Reader[] = [flag, name];
