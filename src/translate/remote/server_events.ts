/** Where a line ends; a CR at the very end may be the first half of CR LF. */
const LINE_END = /\r\n|\n|\r(?=[^\n])/;
const DATA = "data:";

/**
 * The data of Server-Sent Events as they come, however the bytes are cut (WHATWG HTML, section 9.2.6). Other fields and
 * comments are left out; an event that the end cuts off is none.
 */
export async function* serverEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let open = "";
  let data: string[] = [];
  for await (const chunk of chunks) {
    open += decoder.decode(chunk, { stream: true });
    const lines = open.split(LINE_END);
    open = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith(DATA)) data.push(line.slice(DATA.length).replace(/^ /, ""));
      if (line !== "" || data.length === 0) continue;
      yield data.join("\n");
      data = [];
    }
  }
}
