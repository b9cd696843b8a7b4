import { isUtf8 } from "node:buffer";
import { AgentChoice } from "./agent_choice.ts";
import { DetectedFormat, FORMATS, type FormatName } from "./agents/formats.ts";
import { type Announcement, Announcer } from "./announcer.ts";
import { type AgentEvent, type AgentFormat, isJsonObject, type JsonObject, MAIN_AGENT } from "./events.ts";
import { GatheredText } from "./gathered_text.ts";
import { newSpeech, type Speech } from "./heard.ts";
import type { InputEvent } from "./input_event.ts";
import { foreignLanguage } from "./languages.ts";
import { LineReader, LONGEST_LINE_BYTES } from "./lines.ts";
import { withoutLongStrings } from "./long_lines.ts";
import type { CodeStyle } from "./markdown/fence.ts";
import { Messages } from "./messages.ts";
import { PlainText } from "./plain_text.ts";
import { Recent } from "./recent.ts";
import { ServerSent } from "./server_sent.ts";
import type { TextSink } from "./sinks.ts";
import { type Manner, Speakable } from "./speakable.ts";
import type { Utterance } from "./utterance.ts";
import { SentenceCutter } from "./utterances.ts";

export interface ReaderOptions {
  /** Whose lines come in: one agent's, plain text only, or whatever is found (`auto`). */
  input: "auto" | "text" | FormatName;
  /** Whose words are spoken: `main`, `all`, or a subagent's name. */
  agents: string;
  /** What is told of beside the words. */
  announce: readonly Announcement[];
  /** What is done with fenced code. */
  code: CodeStyle;
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

/** Each line of a subagent may name it. */
const NAMES_REMEMBERED = 256;

/** What was found and is not given on yet; an utterance gets its id when it is. */
type Found =
  | { readonly kind: "utterance"; readonly speech: Speech; readonly utterance: Omit<Utterance, "id"> }
  | Exclude<InputEvent, { kind: "utterance" }>;

/**
 * Reads what a coding agent writes and yields what is to be spoken: bytes → lines → events → messages → words →
 * utterances. It works synchronously and holds nothing back but what is not certain yet, so that reading is never slowed
 * down by speech. It never throws, whatever the bytes are.
 */
export class UtteranceReader {
  readonly #options: ReaderOptions;
  readonly #format: AgentFormat | null;
  readonly #lines: LineReader;
  readonly #serverSent = new ServerSent();
  readonly #messages: Messages;
  readonly #choice: AgentChoice;
  readonly #announcer: Announcer;
  readonly #plain: PlainText;
  readonly #gathered = new GatheredText();
  /** The languages that were announced. */
  readonly #languages = new Set<string>();
  /** The agents and names of theirs that were told. */
  readonly #named = new Recent<string, true>(NAMES_REMEMBERED);
  #found: Found[] = [];
  #nextId = 0;
  /** What the utterance that was given on last is a part of. */
  #latest: Speech | null = null;
  #agentSeen = false;
  #agentSession: string | null = null;
  /** The plain line that is being read belongs to what was open when it was to be forgotten. */
  #forgetLine = false;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#format = formatOf(options.input);
    this.#lines = new LineReader({
      line: (bytes, start, end, stamp) => this.#line(bytes, start, end, stamp),
      oversized: () => this.#lose("oversized", `a line longer than ${LONGEST_LINE_BYTES} bytes`),
    });
    this.#choice = new AgentChoice(options.agents);
    this.#announcer = new Announcer(options.announce);
    this.#messages = new Messages((session, agent, speech) =>
      this.#open(session, agent, () => speech, "wrapped"),
    );
    this.#plain = new PlainText(
      (speech) => this.#open(null, MAIN_AGENT, speech, "lines"),
      () => this.#gathered.pass(),
    );
  }

  /** Reads a chunk of input, which is not kept; what it brought, in order. */
  push(chunk: Uint8Array): InputEvent[] {
    this.#lines.push(chunk, this.#options.now());
    return this.#take();
  }

  /** Nothing has come for a while: a sentence that stopped in the middle is spoken; it may still go on. */
  flush(): InputEvent[] {
    this.#plain.flush();
    this.#messages.flush();
    return this.#take();
  }

  /** End of input: whatever is open is spoken. */
  end(): InputEvent[] {
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

  /** The beginning of the sentence that is arriving now, see `TextSink.open`; "" when none is. */
  get open(): string {
    return this.#gathered.open;
  }

  /** Whether more of the message may come that the utterance given on last is a part of. */
  get hasOpenMessage(): boolean {
    const latest = this.#latest;
    if (latest === null) return false;
    return (latest === this.#plain.speech && this.#lines.open) || this.#messages.isOpen(latest);
  }

  /** The session that the agent's last line named; null where none did. */
  get agentSession(): string | null {
    return this.#agentSession;
  }

  /** The names of agents that could have been asked for, when the one that was asked for was not met; else null. */
  get mistakenAgent(): string[] | null {
    return this.#choice.mistaken;
  }

  /** An id for an utterance that somebody else puts among ours. */
  takeId(): number {
    return this.#nextId++;
  }

  #take(): InputEvent[] {
    this.#gathered.pass();
    if (this.#found.length === 0) return [];
    const found = this.#found;
    this.#found = [];
    return found.flatMap((event): InputEvent[] => {
      if (event.kind !== "utterance") return [event];
      // What was taken back before it was given on was never said.
      if (event.speech.withdrawn) return [];
      const id = this.#nextId++;
      const [message = id] = event.speech.ids;
      event.speech.ids.push(id);
      this.#latest = event.speech;
      return [{ kind: "utterance", utterance: { id, ...event.utterance }, message }];
    });
  }

  #open(session: string | null, agent: string, speechOf: () => Speech, lines: Manner["lines"]): TextSink {
    const cutter = new SentenceCutter(
      (kind, text, received_ms, about) => {
        const speech = speechOf();
        if (speech.withdrawn) return;
        const say = (kind: Utterance["kind"], text: string) =>
          this.#found.push({
            kind: "utterance",
            speech,
            utterance: { kind, text, received_ms, session, agent, ...(about && { about }) },
          });
        const language = kind === "text" ? foreignLanguage(text) : null;
        if (language !== null && !this.#languages.has(language)) {
          this.#languages.add(language);
          say("notice", language);
        }
        say(kind, text);
      },
      (word) => this.#skip("endless-word", word),
    );
    return this.#gathered.before(new Speakable(cutter, { lines, code: this.#options.code }));
  }

  #line(bytes: Buffer, start: number, end: number, stamp: number): void {
    const forget = this.#forgetLine;
    this.#forgetLine = false;
    const whole = bytes.subarray(start, end);
    const line = this.#format === null ? whole : withoutLongStrings(whole);
    const text = line.toString("utf8");
    if (text.includes("\ufffd") && !isUtf8(line)) this.#skip("invalid-utf8", text);
    if (this.#format === null) {
      if (!forget) this.#plain.line(text, stamp);
      return;
    }
    const json = /^\s*[{[]/.test(text) ? text : this.#serverSent.read(text);
    if (json !== null) {
      if (json !== "") this.#json(this.#format, json, stamp);
    } else if (this.#agentSeen || this.#options.input !== "auto") {
      if (text.trim() !== "") this.#skip("plain-after-json", text);
    } else if (!forget) {
      this.#plain.line(text, stamp);
    }
  }

  #json(format: AgentFormat, text: string, stamp: number): void {
    const value = parse(text);
    if (value === undefined) {
      this.#lose("malformed", text);
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
    if (reading === "silent") return;
    if (reading === "misshapen") this.#lose("malformed", describe(object));
    else if ("kind" in reading) this.#event(reading, stamp);
    else for (const event of reading) this.#event(event, stamp);
  }

  #event(event: AgentEvent, stamp: number): void {
    this.#agentSession = event.session ?? this.#agentSession;
    if (!this.#choice.includes(event)) return;
    this.#messages.take(event, stamp);
    if (event.kind === "text_delta") return;
    this.#gathered.pass();
    const remark = this.#announcer.remarkOn(event);
    if (remark !== null) {
      const { session, agent } = event;
      const utterance = { kind: "notice", text: remark, received_ms: stamp, session, agent } as const;
      this.#found.push({ kind: "utterance", speech: newSpeech(), utterance });
    }
    if (event.kind === "subagent") this.#name(event.agent, event.name);
    if (event.kind === "user_turn") this.#found.push({ kind: "user-turn" });
    if (event.kind === "retract") {
      const ids = this.#messages.retract(event.lines);
      if (ids.length > 0) this.#found.push({ kind: "withdrawn", ids });
    }
  }

  /** Tells once what an agent is called. */
  #name(agent: string, name: string): void {
    const key = JSON.stringify([agent, name]);
    if (this.#named.has(key)) return;
    this.#named.set(key, true);
    this.#found.push({ kind: "named", agent, name });
  }

  /** A line is left out that may have held words. */
  #lose(reason: SkipReason, what: string): void {
    this.#messages.lost();
    this.#skip(reason, what);
  }

  #skip(reason: SkipReason, what: string): void {
    this.#options.onSkip(reason, what.length > SHOWN ? `${what.slice(0, SHOWN)}…` : what);
  }
}

function formatOf(input: ReaderOptions["input"]): AgentFormat | null {
  if (input === "text") return null;
  return input === "auto" ? new DetectedFormat() : FORMATS[input]();
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
