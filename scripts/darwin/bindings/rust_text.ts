/** Just enough of Rust's grammar to find declarations in generated bindings, which are all laid out alike. */

const OPENING = "([{<";
const CLOSING = ")]}>";

/** The source without comments. String literals in bindings hold no "//". */
export const withoutComments = (source: string) => source.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, "");

/** Index after the bracket that closes the one at `open`; the end of the text when none does. The arrow of a result is no bracket. */
export function closingOf(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (OPENING.includes(character)) depth += 1;
    else if (CLOSING.includes(character) && text.charAt(at - 1) !== "-") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

/** Parts of a list between commas that stand in no bracket, trimmed and without empty ones. */
export function commaSeparated(list: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at <= list.length; at += 1) {
    const character = list.charAt(at);
    if (character !== "" && OPENING.includes(character)) at = closingOf(list, at) - 1;
    else if (character === "," || character === "") {
      parts.push(list.slice(from, at).trim());
      from = at + 1;
    }
  }
  return parts.filter((part) => part !== "");
}

/** Arguments and result of a function, as types. */
export interface Signature {
  args: string[];
  returns: string;
}

/**
 * Reads `(name: Type, …) -> Result` from the bracket at `open` on.
 *
 * @returns null for a function with a body, which is a wrapper and not a declaration; `receiver` is `self`, `this`, or
 *   null for a function without one
 */
export function signatureAt(text: string, open: number): (Signature & { receiver: string | null }) | null {
  const close = closingOf(text, open);
  const ending = /[;{]/g;
  ending.lastIndex = close;
  const end = ending.exec(text);
  if (end === null || end[0] === "{") return null;
  const result = text.slice(close, end.index).split(/\bwhere\b/)[0] ?? "";
  const parameters = commaSeparated(text.slice(open + 1, close - 1));
  const [first = ""] = parameters;
  const receiver = /^(?:&?\s*(?:mut\s+)?(self)$|(this)\s*:)/.exec(first);
  return {
    receiver: receiver === null ? null : (receiver[1] ?? receiver[2] ?? null),
    args: parameters
      .slice(receiver === null ? 0 : 1)
      .map((parameter) => parameter.replace(/^(?:r#)?\w+\s*:\s*/, "")),
    returns: result.replace(/^\s*->/, "").trim(),
  };
}
