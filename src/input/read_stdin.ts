import { tell } from "../terminal.ts";
import type { InputEvent } from "./input_event.ts";
import type { UtteranceReader } from "./reader.ts";

export interface StdinListener {
  /** Must not wait: nothing may ever hold back the agent's pipe. */
  onEvent(event: InputEvent): void;
  /** Gets every chunk as it was read, before what it brought. */
  onBytes?: ((chunk: Uint8Array) => void) | undefined;
  /** A chunk has been read, and all it brought was handed on. */
  onRead?: () => void;
}

/**
 * Reads stdin to its end, as fast as it comes, and hands on each utterance the moment its end is certain.
 *
 * @param flushAfterMs when nothing has come for so long, a sentence that stopped in the middle is spoken; infinite: never
 */
export async function readStdin(
  reader: UtteranceReader,
  flushAfterMs: number,
  { onEvent, onBytes, onRead }: StdinListener,
): Promise<void> {
  if (process.stdin.isTTY)
    tell("stream-tts-bun: reading what you type; end with Ctrl-D. Usually an agent is piped in, see --help.");
  let stall: Timer | undefined;
  try {
    for await (const chunk of Bun.stdin.stream()) {
      clearTimeout(stall);
      onBytes?.(chunk);
      reader.push(chunk).forEach(onEvent);
      onRead?.();
      if (Number.isFinite(flushAfterMs))
        stall = setTimeout(() => reader.flush().forEach(onEvent), flushAfterMs);
    }
  } finally {
    clearTimeout(stall);
  }
  reader.end().forEach(onEvent);
  const { mistakenAgent } = reader;
  if (mistakenAgent !== null)
    tell(
      `stream-tts-bun: no agent has the name given to --agents; there were: ${["main", ...mistakenAgent].join(", ")}`,
    );
}
