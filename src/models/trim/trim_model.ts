import { existsSync } from "node:fs";
import type { GgufHeader } from "../gguf/format.ts";
import { countOf } from "../gguf/metadata.ts";
import { readGgufHeader } from "../gguf/reader.ts";
import { verifyModel } from "../verify.ts";
import { CUTS, type CutName } from "./cuts.ts";
import { joined, u64 } from "./encode.ts";
import { cutMetadata, namedTokens, recordOf } from "./metadata.ts";
import { aligned, type CutTensor, cutData, cutTensors, dataBytesOf, entryOf } from "./tensors.ts";
import { keptOf, readVocabulary, untrimmable } from "./vocabulary.ts";
import { needRoom, unwritable, writeWhole } from "./write_whole.ts";

export interface Trimming {
  readonly cut: CutName;
  /** Whether a file that is there already is replaced. */
  readonly force: boolean;
  readonly signal: AbortSignal;
  /** Told how many bytes of how many are hashed or written. */
  readonly onProgress: (done: number, total: number) => void;
}

/** What a cut has made of a model. */
export interface Trimmed {
  /** Tokens and bytes of the original. */
  readonly before: { readonly tokens: number; readonly bytes: number };
  readonly after: { readonly tokens: number; readonly bytes: number };
}

/**
 * Writes a copy of a GGUF with a smaller vocabulary. Nothing else changes: weights are copied as they are, metadata byte
 * for byte but for what counts or numbers tokens, and three keys that tell of the cut are added. The same original gives
 * the same file. It gets its name when it is whole.
 *
 * @throws AppError what {@link verifyModel} throws for the original; MODEL_UNSUITABLE for a vocabulary that cannot be cut;
 *   OUTPUT_UNWRITABLE; the signal's reason
 */
export async function trimModel(source: string, out: string, trimming: Trimming): Promise<Trimmed> {
  const { cut, force, signal, onProgress } = trimming;
  if (!force && existsSync(out))
    throw unwritable(out, "it is there already", "name another file, or pass --force");
  const header = readGgufHeader(source);
  if ((countOf(header, "split.count") ?? 1) > 1)
    throw untrimmable(source, "it is one of several files of a model; llama-gguf-split --merge joins them");
  const named = namedTokens(source, header);
  const vocabulary = readVocabulary(source, header);
  const tokens = vocabulary.tokens.length;
  const kept = keptOf(vocabulary, CUTS[cut].make(), named);
  const tensors = cutTensors(source, header, tokens, kept.ids.length);
  const dataBytes = dataBytesOf(tensors, header.alignment);
  needRoom(out, header.dataStart + dataBytes);

  // The original counts as well, since it is hashed.
  const total = header.fileBytes + dataBytes;
  const { sha256 } = await verifyModel(source, {
    ...{ hash: true, signal },
    onProgress: (done) => onProgress(done, total),
  });
  if (sha256 === null) throw new Error("a model that was hashed has a sha256");
  const original = new Uint8Array(await Bun.file(source).slice(0, header.dataStart).arrayBuffer());
  const record = recordOf({ cut, vocabulary: tokens, sha256 });
  const head = headOf(original, header, [...cutMetadata(source, original, header, kept), ...record], tensors);
  const pieces = async function* () {
    yield head;
    yield* cutData(source, header, tensors, kept.ids);
  };
  await writeWhole(out, pieces(), signal, (done) =>
    onProgress(Math.min(header.fileBytes + done, total), total),
  );
  return {
    before: { tokens, bytes: header.fileBytes },
    after: { tokens: kept.ids.length, bytes: head.length + dataBytes },
  };
}

/** The cut file up to its tensor data. */
function headOf(
  original: Uint8Array,
  { tensors: { length }, alignment }: GgufHeader,
  keys: readonly Uint8Array[],
  tensors: readonly CutTensor[],
): Uint8Array {
  const magicAndVersion = original.subarray(0, 8);
  const head = joined([magicAndVersion, u64(length), u64(keys.length), ...keys, ...tensors.map(entryOf)]);
  return joined([head, new Uint8Array(aligned(head.length, alignment) - head.length)]);
}
