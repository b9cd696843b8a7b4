import { Sha256 } from "../sha256.ts";
import { type Explain, refusalOf } from "./answers.ts";
import { Interruption } from "./interruptions.ts";
import type { DownloadLimits } from "./limits.ts";
import type { FileVersion } from "./partial_file.ts";
import { Patience } from "./patience.ts";
import { type Answer, type Endpoint, send } from "./request.ts";

/** A file as its server describes it. */
export interface RemoteFile extends FileVersion {
  /** Of the whole file, where the server says it. */
  readonly sha256: string | null;
}

/**
 * Asks what there is. Hugging Face answers for the storage that it redirects to, with `X-Linked-Size` and `X-Linked-Etag`,
 * the sha256 of a large file; what the storage itself calls its ETag is something else (huggingface_hub,
 * file_download.py, get_hf_file_metadata).
 *
 * @throws Interruption, AppError of `explain` or FETCH_FAILED, or the signal's reason
 */
export async function describe(
  endpoint: Endpoint,
  explain: Explain,
  { stallMs }: DownloadLimits,
  signal: AbortSignal,
): Promise<RemoteFile> {
  using patience = new Patience(signal, stallMs);
  const answer = await send(
    endpoint,
    {
      method: "HEAD",
      headers: {},
      ownHeaders: {},
      isEnough: (headers) => headers.has("x-linked-size") && headers.has("x-linked-etag"),
    },
    patience,
  );
  const { response, own } = answer;
  const isLinked = own.has("x-linked-size") && own.has("x-linked-etag");
  if (!isLinked && response.status !== 200) throw refusalOf(answer, explain);
  const size = Number(isLinked ? own.get("x-linked-size") : response.headers.get("content-length"));
  if (!Number.isSafeInteger(size) || size <= 0)
    throw new Interruption("nonsense", `${answer.host} does not say how large the file is`);
  const linked = plainTag(own.get("x-linked-etag"));
  const version = versionIn(answer);
  return { version, size, sha256: Sha256.safeParse(linked).data ?? null };
}

/**
 * What an answer says that tells versions of the file apart: the ETag that the endpoint links, or what it says of a file that
 * it sends itself. The ETag of a storage may be another one for each of its nodes.
 */
export function versionIn({ own, response, isOwn }: Answer): string | null {
  const linked = own.get("x-linked-etag");
  if (linked !== null || !isOwn) return linked;
  return response.headers.get("etag") ?? response.headers.get("last-modified");
}

/** An ETag without its quotes and the mark of a weak one. */
function plainTag(tag: string | null): string | null {
  return tag?.replace(/^W\//, "").replaceAll('"', "") ?? null;
}
