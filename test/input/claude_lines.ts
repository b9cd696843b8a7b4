import { textDelta } from "./reading.ts";

/* Lines of Claude Code, with what a listener needs of them. */

interface Line {
  session?: string;
  parent?: string | null;
  uuid?: string;
}

/** What every line has around its event or message. */
export function envelope({ session = "s1", parent = null, uuid }: Line): object {
  return { session_id: session, parent_tool_use_id: parent, ...(uuid === undefined ? {} : { uuid }) };
}

/** An event of the Messages API as Claude Code wraps it. */
export function stream(event: object, line: Line = {}): object {
  return { type: "stream_event", event, ...envelope(line) };
}

/** The deltas of one message with a text block, without the lines that repeat it. */
export function streamed(id: string, deltas: readonly string[], line: Line = {}, index = 0): object[] {
  return [
    stream({ type: "message_start", message: { id, role: "assistant", content: [] } }, line),
    stream({ type: "content_block_start", index, content_block: { type: "text", text: "" } }, line),
    ...deltas.map((text) => stream(textDelta(text, index), line)),
    stream({ type: "content_block_stop", index }, line),
    stream({ type: "message_stop" }, line),
  ];
}

/** A line with finished blocks of text. */
export function assistant(id: string | null, texts: readonly string[], line: Line = {}): object {
  const content = texts.map((text) => ({ type: "text", text }));
  return { type: "assistant", message: { ...(id && { id }), role: "assistant", content }, ...envelope(line) };
}

/** The last line of a turn. */
export function result(text: string | undefined, line: Line = {}): object {
  return { type: "result", subtype: "success", is_error: false, result: text, ...envelope(line) };
}

/** The beginning of a block. */
export function start(index: number, type = "text"): object {
  return stream({ type: "content_block_start", index, content_block: { type } });
}
