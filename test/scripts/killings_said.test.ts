import { expect, test } from "bun:test";
import { complaintsAbout } from "../../scripts/testing/killings/said.ts";
import type { TraceLine } from "../../scripts/testing/trace_lines.ts";

const TEXTS = ["始めの文、です。", "次です。"];
const WANTED = { texts: TEXTS, isTranslated: false, isPlayed: true };
/** The sound of a clause: 40 ms of margins, 20 ms for each character, and the pause behind it. */
const frames = (characters: number, pauseMs: number) => (40 + 20 * characters + pauseMs) * 48;
const said = (id: number, n: number, ja: string, pauseMs: number): TraceLine[] => [
  { event: "clause", id, n, ja, reading: ja },
  { event: "audio", id, n, samples: frames(ja.length, pauseMs) },
  { event: "played", id, n },
];
const TRACE: TraceLine[] = [
  ...TEXTS.map((text, id) => ({ event: "utterance", id, text })),
  ...said(0, 0, "始めの文、", 150),
  ...said(0, 1, "です。", 400),
  ...said(1, 0, "次です。", 400),
];

test("a session that said everything once, in order, is not complained about", () => {
  expect(complaintsAbout(TRACE, WANTED)).toEqual([]);
});

const without = (event: string, id: number) => TRACE.filter((line) => line.event !== event || line.id !== id);
const longer = (line: TraceLine) =>
  line.samples === undefined ? line : { ...line, samples: line.samples + 960 };
const cases: [string, TraceLine[], string][] = [
  ["a sentence that was not cut", without("utterance", 1), "utterances:"],
  ["a sentence without a clause", without("clause", 1), "utterances with a clause:"],
  ["a clause without sound", without("audio", 1), "clauses that got sound:"],
  ["a clause that was not heard", without("played", 0), "clauses that were heard:"],
  ["sound that comes twice", [...TRACE, ...TRACE.slice(-2)], "clauses that got sound:"],
  [
    "sentences in another order",
    [...TRACE.slice(0, 2), ...TRACE.slice(8), ...TRACE.slice(2, 8)],
    "utterances with",
  ],
  [
    "a clause with a part of its text",
    TRACE.map((line) => ({ ...line, ja: line.ja?.slice(1) })),
    "text of 0:",
  ],
  ["a character that sounds twice", TRACE.map(longer), "sound of 0.0"],
  ["a sentence that was given up", [...TRACE, { event: "fault", id: 1, what: "WORKER_DIED" }], "fault of 1:"],
];
test.each(cases)("%s is", (_, trace, complaint) => {
  expect(complaintsAbout(trace, WANTED).join("\n")).toContain(complaint);
});
