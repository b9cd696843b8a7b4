import { type Explain, refusalOf } from "./answers.ts";
import { Interruption, RangesIgnored, VersionChanged } from "./interruptions.ts";
import { Patience } from "./patience.ts";
import type { ByteRange } from "./ranges.ts";
import { type RemoteFile, versionIn } from "./remote.ts";
import { type Answer, broken, type Endpoint, send } from "./request.ts";

/** What a request for bytes of a file needs to know. */
export interface Source {
  readonly endpoint: Endpoint;
  readonly explain: Explain;
  readonly remote: RemoteFile;
  /** How long nothing may come, in ms. */
  readonly stallMs: number;
  readonly signal: AbortSignal;
}

/** Takes bytes of the file; `at` is their place. */
export type Take = (at: number, bytes: Uint8Array) => Promise<void>;

/**
 * Asks for a range and hands its bytes on as they come. Fewer may come than were asked for; never others.
 *
 * @param onAccepted told when the server has agreed to send this range
 * @throws VersionChanged, RangesIgnored, Interruption (also where the body ends early), what `take` throws, AppError of
 *   `explain`, or the signal's reason
 */
export async function fetchRange(
  source: Source,
  [start, end]: ByteRange,
  take: Take,
  onAccepted: () => void,
): Promise<void> {
  const { endpoint, explain, remote, stallMs, signal } = source;
  using patience = new Patience(signal, stallMs);
  const answer = await send(
    endpoint,
    {
      method: "GET",
      headers: { Range: `bytes=${start}-${end - 1}` },
      // The storage knows other ETags than the endpoint and would answer with the whole file.
      ownHeaders: isStrong(remote.version) ? { "If-Range": remote.version } : {},
    },
    patience,
  );
  const { response } = answer;
  checkVersion(answer, remote);
  if (response.status === 200) throw new RangesIgnored();
  if (response.status === 416) throw unsatisfied(answer, remote);
  if (response.status !== 206) throw refusalOf(answer, explain);
  const sentEnd = checkContentRange(answer, [start, end], remote);
  checkUncoded(answer);
  onAccepted();
  await takeBody(answer, [start, sentEnd], take, patience);
}

/**
 * Asks for the whole file, from a server that sends no parts.
 *
 * @throws like {@link fetchRange}
 */
export async function fetchWhole(source: Source, take: Take): Promise<void> {
  const { endpoint, explain, remote, stallMs, signal } = source;
  using patience = new Patience(signal, stallMs);
  const answer = await send(endpoint, { method: "GET", headers: {}, ownHeaders: {} }, patience);
  checkVersion(answer, remote);
  if (answer.response.status !== 200) throw refusalOf(answer, explain);
  checkUncoded(answer);
  await takeBody(answer, [0, remote.size], take, patience);
}

/** If-Range takes no weak ETag (RFC 9110, 13.1.5), and a date only from a server whose clock one trusts. */
function isStrong(version: string | null): version is string {
  return version?.startsWith('"') === true;
}

function checkVersion(answer: Answer, { version }: RemoteFile): void {
  const isFile = answer.response.status === 200 || answer.response.status === 206;
  const found = versionIn(answer);
  if (isFile && version !== null && found !== null && found !== version)
    throw new VersionChanged(`the file was ${version} and is ${found} now`);
}

function unsatisfied({ response, host }: Answer, { size }: RemoteFile): Error {
  const total = /^bytes \*\/(\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1];
  if (total !== undefined && Number(total) !== size)
    return new VersionChanged(`the file had ${size} bytes and has ${total} now`);
  return new Interruption("nonsense", `${host} says that the file has no such bytes`);
}

/** The end of what a 206 brings. */
function checkContentRange(
  { response, host }: Answer,
  [start, end]: ByteRange,
  { size }: RemoteFile,
): number {
  const header = response.headers.get("content-range") ?? "";
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(header) ?? [];
  if (total !== undefined && total !== "*" && Number(total) !== size)
    throw new VersionChanged(`the file had ${size} bytes and has ${total} now`);
  const sentEnd = Number(last) + 1;
  if (Number(first) === start && sentEnd > start && sentEnd <= end) return sentEnd;
  throw new Interruption(
    "nonsense",
    `${host} sends "${header}" where bytes ${start}-${end - 1} were asked for`,
  );
}

function checkUncoded({ response, host }: Answer): void {
  const coding = response.headers.get("content-encoding") ?? "identity";
  if (coding === "identity") return;
  throw new Interruption("nonsense", `${host} sends the file packed (${coding}), though we asked it not to`);
}

async function takeBody(
  { response, host }: Answer,
  [start, end]: ByteRange,
  take: Take,
  patience: Patience,
): Promise<void> {
  const reader = response.body?.getReader();
  let at = start;
  while (at < end) {
    const piece = await reader?.read().catch((error: unknown) => {
      throw broken(error, patience, host);
    });
    if (piece === undefined || piece.done)
      throw new Interruption("cut", `${host} ended after ${at - start} of ${end - start} bytes`);
    patience.renew();
    // Never beyond what was asked for, whatever comes.
    const bytes = piece.value.subarray(0, end - at);
    await take(at, bytes);
    at += bytes.length;
    patience.renew();
  }
}
