import { basename } from "node:path";
import { sha256OfFile } from "../fetch/digest.ts";
import { pinned } from "../fetch/verified.ts";
import { type ProfileName, profileNameFor } from "../translate/profiles.ts";
import { catalog } from "./catalog.ts";
import { checkGguf } from "./gguf/check.ts";
import { damaged } from "./gguf/failures.ts";
import { arrayOf, countOf, textOf } from "./gguf/metadata.ts";
import { quantisationOf } from "./gguf/quantisation.ts";
import type { GgufFile } from "./gguf/split.ts";

/** A file of a model, and how it was proven. */
export interface VerifiedFile {
  readonly path: string;
  readonly bytes: number;
  /** Null when it was not reckoned. */
  readonly sha256: string | null;
  /**
   * What its sha256 is that of: a file of the catalog, or the one that was pulled; null for neither, or when it was not
   * reckoned.
   */
  readonly matches: "catalog" | "pinned" | null;
}

/** What a model is, by its header. Its first file is what it is opened by. */
export interface VerifiedModel extends VerifiedFile {
  /** What the GGUF calls itself, or null. */
  readonly name: string | null;
  readonly architecture: string;
  /** Weights, counted. */
  readonly parameters: number;
  readonly quantisation: string;
  /** Tokens. */
  readonly vocabulary: number;
  /** Tokens that it was trained to see at once, or null where it does not say. */
  readonly context: number | null;
  /** How it is asked without --profile. */
  readonly profile: ProfileName;
  /** The other files of a split GGUF. */
  readonly parts: readonly VerifiedFile[];
}

export interface Verification {
  /** Whether the bytes are hashed, too, which takes seconds. */
  readonly hash: boolean;
  /** What the sha256 of the first file must be; without it, what it was when it was pulled. */
  readonly sha256?: string | null;
  readonly signal: AbortSignal;
  /** Told how many bytes of how many are hashed. */
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Checks a model without loading it: header, tensor bounds, whether it can translate, all parts of a split GGUF, and if
 * wished every byte by its sha256.
 *
 * @throws AppError what {@link checkGguf} throws, and MODEL_DAMAGED when a sha256 is not the one that it must be; the
 *   signal's reason when it is aborted
 */
export async function verifyModel(
  path: string,
  { hash, sha256 = null, signal, onProgress }: Verification,
): Promise<VerifiedModel> {
  const files = checkGguf(path);
  const total = files.reduce((sum, { header }) => sum + header.fileBytes, 0);
  let done = 0;
  const verified: VerifiedFile[] = [];
  for (const file of files) {
    const expected = (file.path === path ? sha256 : null) ?? pinned(file.path);
    const actual = hash
      ? await sha256OfFile(file.path, {
          signal,
          onBytes: (bytes) => {
            done += bytes;
            onProgress(done, total);
          },
        })
      : null;
    const matches = actual === null ? null : matchOf(file, actual, expected);
    verified.push({ path: file.path, bytes: file.header.fileBytes, sha256: actual, matches });
  }
  const [first, ...parts] = verified;
  const [header] = files.map((file) => file.header);
  if (first === undefined || header === undefined) throw new Error("a model has at least one file");
  const architecture = textOf(header, "general.architecture") ?? "";
  return {
    ...first,
    name: textOf(header, "general.name"),
    architecture,
    parameters: weightsOf(files),
    quantisation: quantisationOf(header),
    vocabulary: arrayOf(header, "tokenizer.ggml.tokens")?.length ?? 0,
    context: countOf(header, `${architecture}.context_length`),
    profile: profileNameFor((key) => textOf(header, key)),
    parts,
  };
}

function weightsOf(files: readonly GgufFile[]): number {
  const tensors = files.flatMap(({ header }) => header.tensors);
  return tensors.reduce((sum, { dimensions }) => sum + dimensions.reduce((a, b) => a * b, 1), 0);
}

/**
 * What a sha256 shows. A file that has the catalog's name and size and other bytes is a damaged copy; with another
 * size, it is somebody else's quantisation of the same model.
 */
function matchOf(
  { path, header }: GgufFile,
  actual: string,
  expected: string | null,
): VerifiedFile["matches"] {
  const known = catalog().flatMap(({ files }) => files);
  if (expected !== null && actual !== expected)
    throw damaged(path, `its sha256 is ${actual}, and should be ${expected}`);
  if (known.some((file) => file.sha256 === actual)) return "catalog";
  if (expected !== null) return "pinned";
  const named = known.find(({ file, bytes }) => file === basename(path) && bytes === header.fileBytes);
  if (named?.sha256 === undefined) return null;
  throw damaged(path, `its sha256 is ${actual}, and should be ${named.sha256}`);
}
