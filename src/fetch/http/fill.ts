import { RangesIgnored } from "./interruptions.ts";
import type { DownloadLimits } from "./limits.ts";
import type { PartialFile } from "./partial_file.ts";
import { fetchRange, fetchWhole, type Source } from "./piece.ts";
import { type ByteRange, cutInto } from "./ranges.ts";
import { Retries } from "./retries.ts";

export interface Filling {
  /** Its signal ends the filling; what has come stays. */
  readonly source: Source;
  readonly partial: PartialFile;
  readonly limits: DownloadLimits;
  /** What is fetched, for messages. */
  readonly name: string;
  readonly tell: (line: string) => void;
  /** Told how many bytes have come. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * Fetches what a partial file lacks: in parts over several connections, or whole and from the start where the server sends
 * no parts, or where nothing would tell parts of one version from those of another.
 *
 * @throws VersionChanged, AppError, or the signal's reason
 */
export async function fill(filling: Filling, isDivisible: boolean): Promise<void> {
  filling.onBytes(filling.partial.bytes);
  if (!isDivisible) return fillWhole(filling);
  try {
    await fillParts(filling);
  } catch (error) {
    if (!(error instanceof RangesIgnored)) throw error;
    await fillWhole(filling);
  }
}

async function fillParts(filling: Filling): Promise<void> {
  const { partial, limits, source } = filling;
  const pieces = cutInto(partial.missing(), limits.pieceBytes);
  // Where one fails for good, the others have nothing to fetch for.
  const failed = new AbortController();
  const signal = AbortSignal.any([source.signal, failed.signal]);
  // Only when the server has sent one part is it asked for others beside it.
  const accepted = Promise.withResolvers<void>();
  // A single connection leaves nobody to wait for it.
  accepted.promise.catch(() => {});
  const work = async (index: number) => {
    if (index > 0) await accepted.promise;
    for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift())
      await fillPiece(filling, piece, signal, accepted.resolve);
  };
  const workers = Array.from({ length: Math.min(limits.connections, pieces.length) }, (_, index) =>
    work(index).catch((error: unknown) => {
      failed.abort(error);
      accepted.reject(error);
    }),
  );
  await Promise.all(workers);
  // The first failure is the reason; the others only follow from it.
  failed.signal.throwIfAborted();
}

async function fillPiece(
  { source, partial, limits, name, tell, onBytes }: Filling,
  [start, end]: ByteRange,
  signal: AbortSignal,
  onAccepted: () => void,
): Promise<void> {
  const retries = new Retries(name, limits, tell);
  let next = start;
  const take = async (at: number, bytes: Uint8Array) => {
    await partial.write(at, bytes);
    next = at + bytes.length;
    retries.succeeded();
    onBytes(partial.bytes);
  };
  while (next < end) {
    try {
      await fetchRange({ ...source, signal }, [next, end], take, onAccepted);
    } catch (error) {
      await retries.failed(error, signal);
    }
  }
}

async function fillWhole({ source, partial, limits, name, tell, onBytes }: Filling): Promise<void> {
  const retries = new Retries(name, limits, tell);
  for (;;) {
    await partial.forget();
    try {
      return await fetchWhole(source, async (at, bytes) => {
        await partial.write(at, bytes);
        onBytes(partial.bytes);
      });
    } catch (error) {
      await retries.failed(error, source.signal);
    }
  }
}
