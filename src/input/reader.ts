import { isUtf8 } from "node:buffer";
import { DetectedFormat, FORMATS, type FormatName } from "./agents/formats.ts";
import { type AgentFormat, isJsonObject, type JsonObject, MAIN_AGENT } from "./events.ts";
import { LineReader, LONGEST_LINE_BYTES } from "./lines.ts";
import { Messages } from "./messages.ts";
import { PlainText } from "./plain_text.ts";
import type { TextSink } from "./sinks.ts";
import { type LineMeaning, Speakable } from "./speakable.ts";
import type { Utterance } from "./utterance.ts";
import { SentenceCutter } from "./utterances.ts";

export interface ReaderOptions {
  /** Whose lines come in: one agent's, plain text only, or whatever is found (`auto`). */
  input: "auto" | "text" | FormatName;
  /** The time on the main process's clock, in ms. */
  now: () => number;
  /** Told of everything that is left out although it is no known silence; `what` describes it in one line. */
  onSkip: (reason: SkipReason, what: string) => void;
}

/**
 * Why a line was left out: `malformed`, it is broken JSON or lacks what its kind needs; `oversized`; `unknown-kind`, JSON
 * that no agent is known to write; `plain-after-json`, plain text after an agent's first object or where only an agent's
 * lines are wanted; `invalid-utf8`, its damaged characters are left out and the rest of it is used; `endless-word`, a
 * word that nobody would say is left out of it.
 */
export type SkipReason =
  | "malformed"
  | "oversized"
  | "unknown-kind"
  | "plain-after-json"
  | "invalid-utf8"
  | "endless-word";

/** How much of a line is shown when it is left out, in characters. */
const SHOWN = 120;

/**
 * Reads what a coding agent writes and yields what is to be spoken: bytes → lines → events → messages → words →
 * utterances. It works synchronously and holds nothing back but what is not certain yet, so that reading is never slowed
 * down by speech. It never throws, whatever the bytes are.
 */
export class UtteranceReader {
  readonly #options: ReaderOptions;
  readonly #format: AgentFormat | null;
  readonly #lines: LineReader;
  readonly #messages: Messages;
  readonly #plain: PlainText;
  #spoken: Utterance[] = [];
  #nextId = 0;
  #agentSeen = false;
  /** The plain line that is being read belongs to what was open when it was to be forgotten. */
  #forgetLine = false;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#format = formatOf(options.input);
    this.#lines = new LineReader({
      line: (bytes, start, end, stamp) => this.#line(bytes, start, end, stamp),
      oversized: () => options.onSkip("oversized", `a line longer than ${LONGEST_LINE_BYTES} bytes`),
    });
    this.#messages = new Messages((session, agent) => this.#open(session, agent, "wrapped"));
    this.#plain = new PlainText(() => this.#open(null, MAIN_AGENT, "lines"));
  }

  /** Reads a chunk of input, which is not kept; the utterances whose end it made certain, in order of speech. */
  push(chunk: Uint8Array): Utterance[] {
    this.#lines.push(chunk, this.#options.now());
    return this.#take();
  }

  /** End of input: whatever is open is spoken. */
  end(): Utterance[] {
    this.#lines.end();
    this.#plain.end();
    this.#messages.end();
    return this.#take();
  }

  /** Keeps silent about every sentence that has begun and not ended; what comes after them is spoken again. */
  dropOpen(): void {
    this.#forgetLine = this.#lines.open;
    this.#plain.forget();
    this.#messages.forget();
  }

  #take(): Utterance[] {
    const spoken = this.#spoken;
    if (spoken.length > 0) this.#spoken = [];
    return spoken;
  }

  #open(session: string | null, agent: string, meaning: LineMeaning): TextSink {
    const cutter = new SentenceCutter(
      (kind, text, received_ms) => {
        this.#spoken.push({ id: this.#nextId++, kind, text, received_ms, session, agent });
      },
      (word) => this.#skip("endless-word", word),
    );
    return new Speakable(cutter, meaning);
  }

  #line(bytes: Buffer, start: number, end: number, stamp: number): void {
    const forget = this.#forgetLine;
    this.#forgetLine = false;
    const text = bytes.toString("utf8", start, end);
    if (text.includes("\ufffd") && !isUtf8(bytes.subarray(start, end))) this.#skip("invalid-utf8", text);
    if (this.#format !== null && /^\s*[{[]/.test(text)) {
      this.#json(this.#format, text, stamp);
    } else if (this.#format !== null && (this.#agentSeen || this.#options.input !== "auto")) {
      if (text.trim() !== "") this.#skip("plain-after-json", text);
    } else if (!forget) {
      this.#plain.line(text, stamp);
    }
  }

  #json(format: AgentFormat, text: string, stamp: number): void {
    const value = parse(text);
    if (value === undefined) {
      this.#skip("malformed", text);
      return;
    }
    // `--output-format json --verbose` writes its events as one array.
    for (const object of Array.isArray(value) ? value : [value]) {
      if (isJsonObject(object)) this.#object(format, object, stamp);
      else this.#skip("unknown-kind", text);
    }
  }

  #object(format: AgentFormat, object: JsonObject, stamp: number): void {
    const reading = format.read(object);
    if (reading === "unknown") {
      this.#skip("unknown-kind", describe(object));
      return;
    }
    if (!this.#agentSeen) {
      this.#agentSeen = true;
      this.#plain.end();
    }
    if (reading === "misshapen") this.#skip("malformed", describe(object));
    else if (reading !== "silent" && reading.agent === MAIN_AGENT) this.#messages.take(reading, stamp);
  }

  #skip(reason: SkipReason, what: string): void {
    this.#options.onSkip(reason, what.length > SHOWN ? `${what.slice(0, SHOWN)}…` : what);
  }
}

function formatOf(input: ReaderOptions["input"]): AgentFormat | null {
  if (input === "text") return null;
  return input === "auto" ? new DetectedFormat() : FORMATS[input];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describe(object: JsonObject): string {
  const type = object.type;
  return typeof type === "string"
    ? `type ${JSON.stringify(type)}`
    : `members ${Object.keys(object).slice(0, 8).join(", ")}`;
}
