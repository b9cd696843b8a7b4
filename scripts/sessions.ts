import { frozenSession } from "./testing/frozen_session.ts";
import { manySessions } from "./testing/many_sessions.ts";

/**
 * `bun scripts/sessions.ts [SESSIONS] [UTTERANCES]`: many clients of one service at once, then one that is stopped in the middle of
 * its sound. Fails when an utterance is lost, doubled or out of order, or when two sessions sound at the same moment.
 */
const sessions = Number(process.argv[2] ?? 32);
const utterances = Number(process.argv[3] ?? 1000);
/** What is in the fades, and what sounds until a process that goes on has read that its turn is over. */
const MOST_CHARACTERS = 5;

const many = await manySessions(sessions, utterances);
console.log(JSON.stringify({ sessions, ...many }));
const { failed, lost, doubled, outOfOrder, overlapping, broken } = many;
const isWhole =
  many.utterances === utterances && failed.length + lost + doubled + outOfOrder + overlapping + broken === 0;
console.log(
  isWhole
    ? "nothing lost, doubled or out of order, one session at a time"
    : "THE SESSIONS WERE NOT KEPT APART",
);

const frozen = await frozenSession();
console.log(JSON.stringify(frozen));
const goesOn =
  frozen.inOrder &&
  frozen.exitCodes.every((code) => code === 0) &&
  frozen.missing.every((characters) => characters <= MOST_CHARACTERS);
console.log(
  goesOn ? "a session that was stopped went on in its next turn" : "A STOPPED SESSION LOST SOMETHING",
);
process.exitCode = isWhole && goesOn ? 0 : 1;
