/** What a stream that was made holds. */
export interface StreamContents {
  readonly bytes: number;
  readonly lines: number;
  /** Bytes of the lines of streamed text. */
  readonly deltaBytes: number;
  /** Letters and digits of the assistant's words. */
  readonly letters: number;
}

const SESSION = "3f1c2a9e-5b0d-4c1e-9a77-0e2b6c8d4f10";
const WORDS =
  "the parser now reads each token once and all tests pass because we fixed the cache so every file is written before its lock is released".split(
    " ",
  );
const WORDS_A_SENTENCE = 14;
const SENTENCES_A_MESSAGE = 20;
const RESULT_BYTES = { least: 1_000_000, most: 6_000_000 } as const;
const CODE = 'if (cache.get("key") === undefined) {\n\tthrow new Error("C:\\\\temp is gone; é");\n}\n';

/**
 * Makes a stream as `claude -p --verbose --output-format stream-json --include-partial-messages` writes it: half of its
 * bytes are deltas, the rest results of tools of 1 to 6 MB, in turn text and images in base64. The same numbers give the
 * same bytes.
 *
 * @param size about so many bytes
 * @param write takes the stream in lines
 */
export function makeAgentStream(size: number, write: (line: Buffer) => void): StreamContents {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x80000000;
  };
  const counts = { bytes: 0, lines: 0, deltaBytes: 0, letters: 0 };
  const put = (line: object): number => {
    const bytes = Buffer.from(
      `${JSON.stringify({ ...line, session_id: SESSION, parent_tool_use_id: null })}\n`,
    );
    write(bytes);
    counts.bytes += bytes.length;
    counts.lines++;
    return bytes.length;
  };
  const event = (of: object) => put({ type: "stream_event", event: of, uuid: uuid(counts.lines) });

  const message = (n: number) => {
    const id = `msg_${n}`;
    let text = "";
    let bytes = event({
      type: "message_start",
      message: { id, type: "message", role: "assistant", content: [] },
    });
    bytes += event({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } });
    for (let n = 0; n < SENTENCES_A_MESSAGE * WORDS_A_SENTENCE; n++) {
      const word = WORDS[Math.floor(random() * WORDS.length)] ?? "";
      const isFirst = n % WORDS_A_SENTENCE === 0;
      const delta = isFirst
        ? `${n === 0 ? "" : ". "}${word.charAt(0).toUpperCase()}${word.slice(1)}`
        : ` ${word}`;
      counts.letters += word.length;
      text += delta;
      bytes += event({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: delta } });
    }
    bytes += event({ type: "content_block_stop", index: 0 });
    counts.deltaBytes += bytes;
    const content = [{ type: "text", text: `${text}.` }];
    put({ type: "assistant", message: { id, type: "message", role: "assistant", content }, uuid: uuid(n) });
  };
  const toolResult = (n: number) => {
    const bytes = Math.floor(RESULT_BYTES.least + random() * (RESULT_BYTES.most - RESULT_BYTES.least));
    const content = n % 2 === 0 ? CODE.repeat(bytes / CODE.length) : [image(bytes, random)];
    const result = { type: "tool_result", tool_use_id: `toolu_${n}`, content };
    put({ type: "user", message: { role: "user", content: [result] }, uuid: uuid(n) });
  };

  for (let n = 0; counts.bytes < size; n++) {
    if (counts.deltaBytes * 2 <= counts.bytes) message(n);
    else toolResult(n);
  }
  return counts;
}

function image(bytes: number, random: () => number): object {
  const block = Buffer.from(Array.from({ length: 3072 }, () => Math.floor(random() * 256))).toString(
    "base64",
  );
  return {
    type: "image",
    source: { type: "base64", media_type: "image/png", data: block.repeat(bytes / block.length) },
  };
}

function uuid(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;
}
