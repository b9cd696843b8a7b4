import { tell } from "../terminal.ts";
import type { UtteranceReader } from "./reader.ts";
import type { Utterance } from "./utterance.ts";

/**
 * Reads stdin to its end, as fast as it comes, and hands on each utterance the moment its end is certain.
 *
 * @param onUtterance must not wait: nothing may ever hold back the agent's pipe
 * @param onBytes gets every chunk as it was read, before its utterances
 */
export async function readStdin(
  reader: UtteranceReader,
  onUtterance: (utterance: Utterance) => void,
  onBytes: (chunk: Uint8Array) => void = () => {},
): Promise<void> {
  if (process.stdin.isTTY)
    tell("stream-tts-bun: reading what you type; end with Ctrl-D. Usually an agent is piped in, see --help.");
  for await (const chunk of Bun.stdin.stream()) {
    onBytes(chunk);
    for (const utterance of reader.push(chunk)) onUtterance(utterance);
  }
  for (const utterance of reader.end()) onUtterance(utterance);
}
