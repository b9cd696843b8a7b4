import { join } from "node:path";
import { type Downloaded, download } from "../../fetch/http/download.ts";
import type { DownloadLimits } from "../../fetch/http/limits.ts";
import type { PullListener } from "../../fetch/pull_listener.ts";
import type { HuggingFace } from "../catalog.ts";
import { modelsFolder } from "../folders.ts";
import { readGgufHeader } from "../gguf/reader.ts";
import { checkSuitable } from "../gguf/suitable.ts";
import { hubEndpoint, hubToken } from "../hub.ts";
import { isWhole } from "./present.ts";
import type { Pullable } from "./pullable.ts";
import { refusalsOf } from "./refusals.ts";

/** What is the same for all files of a pull. */
export interface HubPull {
  readonly listener: PullListener;
  readonly signal: AbortSignal;
  readonly limits?: DownloadLimits | undefined;
}

/**
 * Fetches all files of a model from Hugging Face into our folder of models; those that are there are left alone.
 *
 * @throws AppError what {@link download} throws, and what the check of a GGUF does; the signal's reason
 */
export async function pullFromHub(
  { files }: Pullable,
  source: HuggingFace,
  { listener, signal, limits }: HubPull,
): Promise<void> {
  const endpoint = hubEndpoint();
  const token = hubToken();
  const { repo, revision } = source;
  for (const [index, { file, sha256 = null, bytes = null }] of files.entries()) {
    const target = join(modelsFolder(), file);
    if (await isWhole(target, { file, sha256: sha256 ?? undefined, bytes: bytes ?? undefined }, signal))
      continue;
    const path = source.files?.[index] ?? file;
    listener.tell(`fetching ${path} from ${new URL(endpoint).host}/${repo}`);
    const fetched = await download({
      endpoint: { url: addressOf(endpoint, repo, revision, path), token },
      file: target,
      sha256,
      bytes,
      explain: refusalsOf({ endpoint, repo, revision, path, hasToken: token !== null }),
      check: (partial) => checkFile(partial, index === 0),
      tell: listener.tell,
      onProgress: (done, total) => listener.progress(file, done, total),
      signal,
      ...(limits === undefined ? {} : { limits }),
    });
    listener.tell(proofOf(file, fetched, sha256 !== null));
  }
}

function addressOf(endpoint: string, repo: string, revision: string, path: string): URL {
  const file = path.split("/").map(encodeURIComponent).join("/");
  return new URL(`${endpoint}/${repo}/resolve/${encodeURIComponent(revision)}/${file}`);
}

/** Whether the parts of a split GGUF belong together shows when all are there. */
function checkFile(partial: string, isFirst: boolean): void {
  const header = readGgufHeader(partial);
  if (isFirst) checkSuitable(partial, header, null);
}

function proofOf(file: string, { sha256, isProven }: Downloaded, isKnown: boolean): string {
  if (isKnown) return `${file}: whole, its sha256 is the catalog's`;
  if (isProven)
    return `${file}: whole, its sha256 is the one that the server names, and pinned from now on: ${sha256}`;
  return `${file}: not proven, since nobody names a sha256 of it; pinned from now on as it came: ${sha256}`;
}
