import { totalmem } from "node:os";
import { type CatalogModel, catalog, firstFile } from "./catalog.ts";
import { measuredSpeeds, type Speed } from "./speeds.ts";

/**
 * Tokens of Japanese that a second of speech takes: 312 tokens for 152 s of the voice mei at its own speed, 32 sentences of
 * a coding assistant by the 1.5B model (trace of `speak --output null`).
 */
const SPOKEN_TOKENS_PER_SECOND = 2.05;
/** Prefill, a faster --rate and other programs take their share, too. */
const KEEPS_UP = 3 * SPOKEN_TOKENS_PER_SECOND;
/** Of the memory, what a model may take beside an editor, a browser and an agent: one to be pulled, and one that is here. */
const SHARE_OF_MEMORY = { recommended: 0.3, usable: 0.6 };
/**
 * Bytes of weights a second where nothing was measured yet, because decoding reads every weight for every token: 26
 * tokens/s of 1.12 GB on two x86-64 cores, of which we count on two thirds; Apple's slowest chip (M1) has 68 GB/s of memory
 * bandwidth, not measured by us.
 */
const GUESSED_BANDWIDTH = process.platform === "darwin" && process.arch === "arm64" ? 45e9 : 20e9;

/** What decides about models on a machine. */
export interface Machine {
  /** Bytes. */
  readonly memory: number;
  /** By the name of the GGUF's file. */
  readonly speeds: ReadonlyMap<string, Speed>;
}

/** This machine, or the container that we are in. */
export function thisMachine(): Machine {
  const limit = process.constrainedMemory();
  return { memory: limit > 0 ? Math.min(limit, totalmem()) : totalmem(), speeds: measuredSpeeds() };
}

/** How fast a model decodes. */
export interface Pace {
  readonly tokensPerSecond: number;
  /** Else it is reckoned from what another model did, or from what machines of this kind do. */
  readonly isMeasured: boolean;
}

/**
 * How fast a model decodes on a machine.
 *
 * @param file name of its GGUF
 * @param bytes its size
 */
export function paceOf({ speeds }: Machine, file: string, bytes: number): Pace {
  const measured = speeds.get(file);
  if (measured !== undefined) return { tokensPerSecond: measured.tokens_per_second, isMeasured: true };
  const bandwidths = [...speeds.values()].map((speed) => speed.tokens_per_second * speed.bytes);
  const bandwidth = bandwidths.length === 0 ? GUESSED_BANDWIDTH : Math.min(...bandwidths);
  return { tokensPerSecond: bandwidth / bytes, isMeasured: false };
}

/** Bytes of all files of a model; what is not known is taken for what it needs in memory. */
export function bytesOf({ files, memory }: CatalogModel): number {
  const sizes = files.flatMap(({ bytes }) => (bytes === undefined ? [] : [bytes]));
  return sizes.length === files.length ? sizes.reduce((sum, bytes) => sum + bytes, 0) : memory;
}

/** Whether a model finds room in the memory beside other programs. */
export function fitsMemory(machine: Machine, memory: number): boolean {
  return memory <= SHARE_OF_MEMORY.usable * machine.memory;
}

/** Whether a model translates as fast as is spoken, with something to spare. */
export function keepsUp({ tokensPerSecond }: Pace): boolean {
  return tokensPerSecond >= KEEPS_UP;
}

/**
 * The catalog in the order in which a machine should use what of it is installed: the best translations first, of those
 * that fit and keep up with speech; then all others, the quickest first.
 */
export function byPreference(
  machine: Machine,
  models: readonly CatalogModel[] = catalog(),
): readonly CatalogModel[] {
  const suits = (model: CatalogModel) =>
    fitsMemory(machine, model.memory) && keepsUp(paceOf(machine, firstFile(model).file, bytesOf(model)));
  return [
    ...models.filter(suits).toSorted((a, b) => b.quality - a.quality),
    ...models.filter((model) => !suits(model)).toSorted((a, b) => a.memory - b.memory),
  ];
}

/**
 * The model that a machine without one should get: the best of those that we recommend that leaves most of the memory to
 * others and keeps up with speech; else the smallest.
 */
export function recommendedModel(machine: Machine = thisMachine()): CatalogModel {
  const recommended = catalog().filter((model) => model.recommended);
  const roomy = recommended.filter(({ memory }) => memory <= SHARE_OF_MEMORY.recommended * machine.memory);
  const [best] = byPreference(machine, roomy.length > 0 ? roomy : recommended);
  if (best === undefined) throw new Error("the catalog recommends no model");
  return best;
}
