import type { ArrayPlace, ObjectPlace, Place } from "./json_places.ts";

/** Edits that leave every other byte of a JSON text as it is. Adding and then removing gives the same bytes again. */

/** Adds a member behind the others, laid out as they are. */
export function withMember(text: string, object: ObjectPlace, name: string, value: unknown): string {
  return withItem(
    text,
    object,
    (layout) => `${JSON.stringify(name)}:${layout.space}${rendered(value, layout)}`,
  );
}

/** Adds an element behind the others, laid out as they are. */
export function withElement(text: string, array: ArrayPlace, value: unknown): string {
  return withItem(text, array, (layout) => rendered(value, layout));
}

/** Takes out one of the members or elements, which is named by its number. */
export function withoutItem(text: string, container: ObjectPlace | ArrayPlace, n: number): string {
  const items = itemsOf(container);
  const item = items[n];
  if (item === undefined) return text;
  const before = items[n - 1];
  const after = items[n + 1];
  if (before !== undefined) return spliced(text, before.end, item.end, "");
  if (after !== undefined) return spliced(text, item.start, after.start, "");
  // The line end in front of the closing bracket came with the item.
  const rest = text.slice(item.end, container.end - 1);
  const closing = closingOf(text, container);
  return spliced(text, container.start + 1, item.end + (rest.startsWith(closing) ? closing.length : 0), "");
}

/** Puts another value into the place of one. */
export function withValue(text: string, place: Place, value: unknown): string {
  return spliced(text, place.start, place.end, JSON.stringify(value));
}

interface Layout {
  /** In front of each line: a line end and what it is indented by; empty where all stands on one line. */
  readonly line: string;
  /** One step of indentation. */
  readonly step: string;
  /** Between a name's colon and its value. */
  readonly space: string;
}

function withItem(
  text: string,
  container: ObjectPlace | ArrayPlace,
  render: (layout: Layout) => string,
): string {
  const items = itemsOf(container);
  const layout = layoutIn(text, container);
  const last = items.at(-1);
  if (last !== undefined) return spliced(text, last.end, last.end, `,${layout.line}${render(layout)}`);
  const closing = closingOf(text, container);
  const at = container.start + 1;
  return spliced(text, at, at, `${layout.line}${render(layout)}${closing}`);
}

/** As the items there are laid out; without any, a step further in than the line that the container begins on. */
function layoutIn(text: string, container: ObjectPlace | ArrayPlace): Layout {
  const step = /\n([ \t]+)/.exec(text)?.[1] ?? "  ";
  const [first] = itemsOf(container);
  if (first !== undefined) {
    const line = text.slice(container.start + 1, first.start);
    return line.includes("\n") ? { line, step, space: " " } : { line: "", step: "", space: "" };
  }
  const closing = closingOf(text, container);
  return closing === "" ? { line: "", step: "", space: "" } : { line: `${closing}${step}`, step, space: " " };
}

/** What stands in front of an empty container's closing bracket once something is in it. */
function closingOf(text: string, container: Place): string {
  const isOneLine = container.start > 0 && !/[\r\n]/.test(text.slice(0, container.start).trimStart());
  if (isOneLine) return "";
  const lineStart = text.lastIndexOf("\n", container.start) + 1;
  const indentation = /^[ \t]*/.exec(text.slice(lineStart, container.start))?.[0] ?? "";
  return `${text.includes("\r\n") ? "\r\n" : "\n"}${indentation}`;
}

function itemsOf(container: ObjectPlace | ArrayPlace): { start: number; end: number }[] {
  if (container.kind === "array") return [...container.elements];
  return container.members.map(({ start, place }) => ({ start, end: place.end }));
}

function rendered(value: unknown, { line, step }: Layout): string {
  const json = JSON.stringify(value, null, step);
  return line === ""
    ? json
    : json.replaceAll("\n", line.slice(line.lastIndexOf("\n") - (line.includes("\r\n") ? 1 : 0)));
}

function spliced(text: string, start: number, end: number, put: string): string {
  return text.slice(0, start) + put + text.slice(end);
}
