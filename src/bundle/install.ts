import { existsSync, lstatSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheFolder } from "../cache.ts";
import { discard } from "../discard.ts";
import { needRoomForAll } from "../disk_room.ts";
import { AppError, reasonOf } from "../errors.ts";
import { withLock } from "../fetch/lock.ts";
import { holds } from "../fetch/verified.ts";
import { uninstallableBundle } from "./failures.ts";
import { type BundledFile, filesOf, LICENCES, type Manifest, MODELS, PROGRAM, VOICES } from "./manifest.ts";
import type { Places } from "./places.ts";
import { bundleBytes, type FileSink, readBundle } from "./read_bundle.ts";

/** Left free on each disk. */
const SPARE_BYTES = 1 << 24;

const FIX =
  "free some space, or name folders that you may write to: --to FOLDER for the program, XDG_CACHE_HOME=FOLDER for model and voices";

export interface Installing {
  readonly places: Places;
  /** What the executable must have been built for: linux-x64. */
  readonly platform: string;
  /** Told how many bytes of how many are done; the bundle is read twice. */
  readonly onProgress: (bytes: number, total: number) => void;
  readonly signal: AbortSignal;
}

export interface InstalledFile {
  readonly path: string;
  /** Whether the very same file was there before, so that nothing was written. */
  readonly wasHere: boolean;
}

export interface Installed {
  readonly manifest: Manifest;
  /** By the path in the bundle. */
  readonly files: ReadonlyMap<string, InstalledFile>;
}

/** A file on its way to its place. */
interface Planned {
  readonly file: BundledFile;
  readonly target: string;
  /** Beside the target, so that it is a rename away from it. */
  readonly unfinished: string;
}

/**
 * Installs what a bundle holds. First all of it is read and proven, and nothing touched. Then it is read again, written
 * under temporary names, and proven again, for the file may have changed meanwhile; only then everything gets its name,
 * one right after the other, the program last.
 *
 * @throws AppError what `readBundle` throws; BUNDLE_UNSUITABLE for another platform; BUNDLE_UNINSTALLABLE when there is no
 *   room or no right; FETCH_FAILED when another process is at the same model or voice for too long; the signal's reason
 */
export async function installBundle(path: string, installing: Installing): Promise<Installed> {
  const { places, platform, signal, onProgress } = installing;
  const bytes = bundleBytes(path);
  const manifest = await readBundle(path, { signal, onProgress: (done) => onProgress(done, 2 * bytes) });
  needPlatform(manifest, platform);
  return withLocks(locksOf(manifest, places), signal, async () => {
    const planned: Planned[] = [];
    const files = new Map<string, InstalledFile>();
    for (const file of filesOf(manifest)) {
      const target = targetOf(file.path, places);
      // Models and voices are worth the look: they are most of what there is to write.
      const wasHere = isPulled(file) && existsSync(target) && (await holds(target, file.sha256, signal));
      files.set(file.path, { path: target, wasHere });
      if (!wasHere) planned.push({ file, target, unfinished: `${target}.unfinished` });
    }
    try {
      prepare(planned);
      const again = await readBundle(path, {
        signal,
        onProgress: (done) => onProgress(bytes + done, 2 * bytes),
        sinkFor: (name) => sinkFor(planned.find(({ file }) => file.path === name)),
      });
      if (!Bun.deepEquals(again, manifest, true))
        throw uninstallableBundle("the bundle was changed meanwhile", "run the same command again");
      // The program, which is the first of every manifest, comes last: where it is, all that it needs is, too.
      for (const { target, unfinished } of planned.toReversed()) renameSync(unfinished, target);
    } catch (error) {
      for (const { unfinished } of planned) discard(unfinished);
      signal.throwIfAborted();
      if (error instanceof AppError) throw error;
      throw uninstallableBundle(reasonOf(error), FIX, error);
    }
    // What is kept beside each, as beside what was pulled, says when it was proven; so it is read once more, from its place.
    for (const { file, target } of planned)
      if (isPulled(file) && !(await holds(target, file.sha256)))
        throw uninstallableBundle(`${target} is not what was written to it`, "check this disk");
    return { manifest, files };
  });
}

const isPulled = ({ path }: BundledFile) => path.startsWith(`${MODELS}/`) || path.startsWith(`${VOICES}/`);

/** A manifest has no other paths than these. */
function targetOf(path: string, places: Places): string {
  if (path === PROGRAM) return join(places.program, PROGRAM);
  const [folder = "", ...rest] = path.split("/");
  const place = { [MODELS]: places.models, [VOICES]: places.voices, [LICENCES]: places.licences }[folder];
  if (place === undefined) throw new Error(`no place for ${path}`);
  return join(place, ...rest);
}

function needPlatform({ components }: Manifest, platform: string): void {
  for (const component of components)
    if (component.kind === "executable" && component.platform !== platform)
      throw new AppError("BUNDLE_UNSUITABLE", {
        what: "the bundle is for another kind of machine",
        why: `its program is for ${component.platform}, and this is ${platform}`,
        fix: `make one on a machine of this kind: stream-tts-bun models bundle OUT.tar.zst`,
      });
}

/** One for two that install at once, and those that a pull of the same models and voices holds. */
function locksOf({ components }: Manifest, places: Places): string[] {
  const pulled = components.flatMap((component) => {
    switch (component.kind) {
      case "model":
        return [targetOf(component.files[0]?.path ?? "", places)];
      case "voice":
        return [join(places.voices, component.name)];
      default:
        return [];
    }
  });
  return [join(cacheFolder(), "unbundle.lock"), ...pulled.map((path) => `${path}.lock`).sort()];
}

function withLocks<T>(
  [lock, ...rest]: readonly string[],
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  return lock === undefined ? work() : withLock(lock, () => withLocks(rest, signal, work), { signal });
}

function prepare(planned: readonly Planned[]): void {
  needRoomForAll(
    planned.map(({ file, target }) => ({
      folder: dirname(target),
      bytes: file.bytes + SPARE_BYTES / planned.length,
    })),
  );
  for (const { target } of planned) {
    mkdirSync(dirname(target), { recursive: true });
    // A rename would fail there, and only after others.
    if (lstatSync(target, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`${target} is a folder`);
  }
}

async function sinkFor(planned: Planned | undefined): Promise<FileSink | null> {
  if (planned === undefined) return null;
  const { file, unfinished } = planned;
  // What a killed run has left is replaced; a link that somebody put there is not followed.
  rmSync(unfinished, { force: true });
  const handle = await open(unfinished, "wx", file.path === PROGRAM ? 0o755 : 0o644);
  return {
    write: (piece) => handle.writeFile(piece),
    end: () => handle.sync(),
    [Symbol.asyncDispose]: () => handle.close(),
  };
}
