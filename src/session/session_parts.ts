import type { Listener, Playback } from "../audio/playback.ts";
import type { UtteranceReader } from "../input/reader.ts";
import type { Turn } from "../service/turn.ts";
import type { Cast } from "../speech/cast.ts";
import type { Clause } from "../speech/clause.ts";
import type { ReadingOf } from "../speech/readings/index.ts";
import type { Statistics } from "../statistics.ts";
import type { Trace } from "../trace.ts";
import type { Translating } from "../translate/translating.ts";
import type { Work } from "../work.ts";

/** What a session speaks with, and whom it tells. */
export interface SessionParts {
  readonly reader: Pick<UtteranceReader, "takeId" | "dropOpen" | "hasOpenMessage" | "open" | "agentSession">;
  /** Null where the text is spoken as it is. */
  readonly translator: Translating | null;
  readonly cast: Cast;
  readonly readingOf: ReadingOf;
  readonly trace: Trace;
  readonly statistics: Statistics;
  readonly turn: Turn;
  readonly openPlayback: (listener: Listener) => Playback;
  /** Whether the sound takes the time that it lasts. */
  readonly isPaced: boolean;
  readonly rate: number;
  /** Seconds of speech that may wait where the sound is paced. */
  readonly maxBacklogSeconds: number;
  readonly onUserTurn: "interrupt" | "finish";
  readonly display: SessionDisplay;
  /** The session's state has changed. */
  readonly onChange: () => void;
  /** Tells a person in a line. */
  readonly tell: (line: string) => void;
}

/** What shows a person what is heard. */
export interface SessionDisplay {
  cut(): void;
  clauseStarts(work: Work, clause: Clause): void;
  utteranceEnds(work: Work): void;
}
