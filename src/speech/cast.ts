import { now } from "../clock.ts";
import type { AppError } from "../errors.ts";
import { MAIN_AGENT } from "../input/events.ts";
import { Recent } from "../input/recent.ts";
import type { Utterance } from "../input/utterance.ts";
import type { Parts } from "../parts.ts";
import type { Workers } from "../workers/workers.ts";
import type { Casting } from "./casting.ts";
import { Chain, type ChainListener, type ChainVoice } from "./chain.ts";
import { createSynthesizer } from "./create_synthesizer.ts";
import { ChainSayer } from "./handover.ts";
import { Member } from "./member.ts";
import type { Sayer } from "./sayer.ts";
import type { VoiceChain, VoiceSpec } from "./voice_spec.ts";
import { keepVoiceSpeed } from "./voice_speeds.ts";
import { chooseVoice, type VoiceChoice } from "./voices.ts";

/** In a casting: every agent that is not the main one and has no voice of its own; and all that is about code. */
const OTHER_AGENTS = "agents";
const CODE = "code";
/** Agents that are known by a name at a time. */
const REMEMBERED = 256;

export interface CastOptions extends ChainListener {
  /** The voices of everybody who has no others; without any, the one for this machine. */
  readonly voice?: VoiceChain | undefined;
  /** Who has others. */
  readonly voices: Casting;
  readonly parts: Parts;
  readonly workers: Workers;
  /** Told when a voice's process died or hung; it is started again by itself. */
  readonly onLost: (error: AppError) => void;
}

/** The voices of a session, and who speaks with which. */
export class Cast {
  readonly #options: CastOptions;
  readonly #members = new Map<string, Member>();
  readonly #everybody: Chain;
  readonly #voices: ReadonlyMap<string, Chain>;
  /** The voices of those agents that have some by their name, by the agent's id. */
  readonly #byName = new Recent<string, Chain>(REMEMBERED);

  /** @throws AppError VOICE_UNKNOWN or VOICE_MISSING for a voice that is not here, USAGE for a server's that is none */
  constructor(options: CastOptions) {
    this.#options = options;
    this.#everybody = this.#chain(options.voice ?? [this.#ownVoice()]);
    this.#voices = new Map(Array.from(options.voices, ([who, chain]) => [who, this.#chain(chain)]));
  }

  /** The name of the preferred voice of everybody who has no other. */
  get voice(): string {
    return this.#everybody.first.name;
  }

  /**
   * Opens the voice of the main agent; the others are opened when they are first needed.
   *
   * @throws AppError when none of its voices can be opened
   */
  async open(): Promise<void> {
    await this.#chainOf(MAIN_AGENT).open();
  }

  /** Learns another name of an agent. */
  named(agent: string, name: string): void {
    const chain = this.#voices.get(name.toLowerCase());
    if (chain !== undefined) this.#byName.set(agent, chain);
  }

  /** The name of the voice that an utterance is preferably said with. */
  voiceFor(utterance: Utterance): string {
    return this.#chainFor(utterance).first.name;
  }

  /** What the voice that is to say an utterance takes until the first sound of a clause, in milliseconds; 0: not known. */
  firstSoundMs(utterance: Utterance): number {
    return this.#chainFor(utterance).preferred.member.firstSoundMs;
  }

  /** What says an utterance. */
  sayerFor(utterance: Utterance): Sayer {
    return new ChainSayer(this.#chainFor(utterance), utterance.id);
  }

  /** Keeps how quick the voices were, for those who want to know later. */
  keepSpeeds(): void {
    for (const { name, speed } of this.#members.values()) if (speed !== null) keepVoiceSpeed(name, speed);
  }

  kill(): void {
    for (const member of this.#members.values()) member.kill();
  }

  #chainFor({ agent, about }: Utterance): Chain {
    const forCode = about === "code" ? this.#voices.get(CODE) : undefined;
    return forCode ?? this.#chainOf(agent);
  }

  #chainOf(agent: string): Chain {
    const own = this.#voices.get(agent.toLowerCase());
    if (own !== undefined) return own;
    const others = agent === MAIN_AGENT ? undefined : this.#voices.get(OTHER_AGENTS);
    return this.#byName.get(agent) ?? others ?? this.#everybody;
  }

  #chain(specs: VoiceChain): Chain {
    const [first, ...others] = specs.map((spec, place) => this.#chainVoice(spec, place));
    if (first === undefined) throw new Error("a chain without a voice");
    // Servers come and go; this machine's own voice is always there to go on.
    const isAllRemote = [first, ...others].every(({ member }) => member.isRemote);
    const own = isAllRemote ? [this.#chainVoice(this.#ownVoice(), specs.length)] : [];
    return new Chain([first, ...others, ...own], this.#options);
  }

  #chainVoice(spec: VoiceSpec, place: number): ChainVoice {
    const member = this.#member(chooseVoice(spec.name, this.#options.parts));
    return { name: member.name, volume: spec.volume, place, spec, member };
  }

  #ownVoice(): VoiceSpec {
    return { name: chooseVoice(undefined, this.#options.parts).name, rate: 1, pitch: 0, volume: 1 };
  }

  #member(choice: VoiceChoice): Member {
    const known = this.#members.get(choice.name);
    if (known !== undefined) return known;
    const { workers, parts, onLost } = this.#options;
    const synthesizer = createSynthesizer(choice, {
      workers,
      resampler: parts.resampler,
      // While it is out of order, that it fails again is no news.
      onLost: (error) => {
        if (!member.outage.isTold) onLost(error);
      },
    });
    const member = new Member({ name: choice.name, isRemote: choice.kind !== "native", synthesizer }, now);
    this.#members.set(choice.name, member);
    return member;
  }
}
