import { AppError } from "../../src/errors.ts";
import { Chain, type ChainVoice, type Handover } from "../../src/speech/chain.ts";
import { ChainSayer } from "../../src/speech/handover.ts";
import { Member } from "../../src/speech/member.ts";
import type { Prosody, Synthesizer, VoicedPcm } from "../../src/speech/synthesizer.ts";

/** Frames of a piece, a second of sound. */
const SECOND = 48_000;

/** What a voice does when it is asked: says so many pieces of a second, each in `factor` seconds, then what `ending` says. */
export interface Behaviour {
  readonly pieces?: number;
  readonly factor?: number;
  /** `fail` throws; `stall` gives nothing more until it is aborted, and then `endsLeft` has to be resolved, too. */
  readonly ending?: "end" | "fail" | "stall";
  readonly endsLeft?: Promise<void>;
}

export const failure = (why: string) =>
  new AppError("WORKER_FAILED", { what: "the voice could not do one sentence", why, fix: "none" });

/** A voice that does what it is told, and notes what it is asked. */
export class FakeVoice implements Synthesizer {
  readonly asked: { text: string; prosody: Prosody }[] = [];
  readonly aborted: string[] = [];
  openings = 0;
  refusals = 0;
  isKilled = false;
  behave: (text: string) => Behaviour = () => ({});

  async open(): Promise<void> {
    this.openings++;
    if (this.refusals-- > 0) throw new AppError("VOICE_REFUSED", { what: "it", why: "refuses", fix: "none" });
  }

  async *speak(text: string, prosody: Prosody, signal: AbortSignal): AsyncGenerator<VoicedPcm> {
    this.asked.push({ text, prosody });
    const { pieces = 1, factor = 0.1, ending = "end", endsLeft } = this.behave(text);
    for (let n = 1; n <= pieces; n++) {
      const pcm = new Int16Array(SECOND).fill(1000);
      yield { pcm, voiceUs: n * factor * 1e6 };
    }
    if (ending === "fail") throw failure("it was told to");
    if (ending === "end") return;
    if (!signal.aborted)
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    this.aborted.push(text);
    await endsLeft;
  }

  kill(): void {
    this.isKilled = true;
  }
}

/** What was heard: who said which part of what. */
export interface Heard {
  readonly name: string;
  readonly text: string;
  readonly pieces: number;
}

/** A chain of fake voices with a clock of its own. */
export function fakeChain(names: readonly string[], remote: readonly string[] = []) {
  let clock = 0;
  let utterances = 0;
  const handovers: Handover[] = [];
  const lines: string[] = [];
  const voices = new Map(names.map((name) => [name, new FakeVoice()]));
  const [first, ...others] = names.map((name, place): ChainVoice => {
    const synthesizer = voices.get(name) ?? new FakeVoice();
    const member = new Member({ name, isRemote: remote.includes(name), synthesizer }, () => clock);
    return { name, volume: 1, place, member, spec: { name, rate: 1, pitch: 0, volume: 1 } };
  });
  if (first === undefined) throw new Error("a chain without a voice");
  const chain = new Chain([first, ...others], {
    onHandover: (handover) => handovers.push(handover),
    tell: (line) => lines.push(line),
  });
  return {
    ...{ chain, handovers, lines },
    voice: (name: string): FakeVoice => voices.get(name) ?? new FakeVoice(),
    pass: (seconds: number) => {
      clock += seconds * 1000;
    },
    /** Says an utterance, clause by clause; what could not be said is left out, and its error returned. */
    async say(
      clauses: readonly string[],
      untilDryMs: () => number | null = () => null,
      signal = new AbortController().signal,
    ): Promise<{ heard: Heard[]; errors: unknown[] }> {
      const sayer = new ChainSayer(chain, utterances++);
      const heard: Heard[] = [];
      const errors: unknown[] = [];
      for (const text of clauses) {
        try {
          for await (const { speaker } of sayer.say(text, { speed: 1, untilDryMs }, signal)) {
            const last = heard.at(-1);
            if (last?.text === text && last.name === speaker.name)
              heard.splice(-1, 1, { ...last, pieces: last.pieces + 1 });
            else heard.push({ name: speaker.name, text, pieces: 1 });
          }
        } catch (error) {
          errors.push(error);
        }
      }
      sayer.ended();
      await Bun.sleep(0);
      return { heard, errors };
    },
  };
}
