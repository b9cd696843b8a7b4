import type { Block } from "./heard.ts";
import type { Lane } from "./lanes.ts";
import { isSame, restAfterGap, restOf, squeeze } from "./repetition.ts";

/**
 * What is left to say of the text with which a turn ends, and of which block it is the rest; null for nothing.
 *
 * The text repeats the last words of the turn. So it is new where no text of the turn was heard, and where it goes on from
 * the last one that was. A text that is like none of them is told only where its own line may have been lost: a turn can
 * also end with words that no assistant said.
 *
 * @param hasLost a line of the turn could not be read
 */
export function restOfResult(
  lane: Lane,
  text: string,
  hasLost: boolean,
): { block: Block | null; rest: string } | null {
  const blocks = lane.messages
    .flatMap((message) => message.blocks)
    .filter(({ heard }) => heard.trim() !== "");
  const last = blocks.at(-1);
  if (!lane.heard || last === undefined) return { block: null, rest: text };
  if (blocks.some(({ heard }) => restOf(heard, text)?.trim() === "")) return null;
  const rest =
    restOf(last.heard, text) ?? (last.wholeIn === undefined ? restAfterGap(last.heard, text) : null);
  if (rest !== null) return { block: last, rest };
  // It may also be several blocks in one.
  if (squeeze(blocks.map(({ heard }) => heard).join("")).includes(squeeze(text))) return null;
  const isKnown = !hasLost || blocks.some(({ heard }) => isSame(heard, text));
  return isKnown ? null : { block: null, rest: text };
}
