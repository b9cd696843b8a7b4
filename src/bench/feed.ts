/** Tokens that an agent writes in a second, as the fast models of today do. */
const TOKENS_PER_SECOND = 60;
/** About what a tokenizer makes of English: short words with their blank, longer ones in two. */
const TOKEN = /\s?[\p{L}\p{N}'’]{1,6}|\s?[^\s\p{L}\p{N}]|\s+/gu;

/** One line of Claude Code's stream-json. */
export type Line = string;

/** A message as one complete line. */
export function completeLine(id: string, text: string): Line {
  return `${JSON.stringify({ type: "assistant", message: { id, role: "assistant", content: [{ type: "text", text }] } })}\n`;
}

/** A message as its deltas come, a token each; yields each line at its time. */
export async function* deltas(id: string, text: string): AsyncGenerator<Line> {
  const line = (event: object) => `${JSON.stringify({ type: "stream_event", event })}\n`;
  yield line({ type: "message_start", message: { id, role: "assistant", content: [] } });
  const startedAt = performance.now();
  const tokens = text.match(TOKEN) ?? [];
  for (const [n, token] of tokens.entries()) {
    await Bun.sleep(Math.max(0, startedAt + (n * 1000) / TOKENS_PER_SECOND - performance.now()));
    yield line({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: token } });
  }
  yield line({ type: "content_block_stop", index: 0 });
}
