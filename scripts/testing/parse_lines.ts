import { LineReader } from "../../src/input/lines.ts";

/** Finds each line on stdin and parses it as JSON, nothing more: what reading is measured against. */
const lines = new LineReader({
  line: (bytes, start, end) => {
    if (end > start) JSON.parse(bytes.toString("utf8", start, end));
  },
  oversized: () => {
    throw new Error("a line is too long");
  },
});
for await (const chunk of Bun.stdin.stream()) lines.push(chunk, 0);
lines.end();
