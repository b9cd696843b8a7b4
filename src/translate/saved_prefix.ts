import { createHash, type Hash } from "node:crypto";
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs";
import { basename, join } from "node:path";

/** One for each model that somebody may be comparing. */
const STATES_KEPT = 6;

/** A state is 25 MB; whole in memory it would count in the peak of a process that holds a model. */
const CHUNK_BYTES = 1 << 20;

const shortened = (hash: Hash) => hash.digest("hex").slice(0, 16);
const digestOf = (data: string) => shortened(createHash("sha256").update(data));

function digestOfFile(path: string): string {
  const hash = createHash("sha256");
  const chunk = new Uint8Array(CHUNK_BYTES);
  const file = openSync(path, "r");
  try {
    for (let bytes = readSync(file, chunk); bytes > 0; bytes = readSync(file, chunk))
      hash.update(chunk.subarray(0, bytes));
  } finally {
    closeSync(file);
  }
  return shortened(hash);
}

/**
 * The file of the cache that holds the KV cells of one model's prefix. Its name holds what it was made from, so that
 * another model or prompt never gets it, and the digest of its contents, because libllama ends the process with an
 * assertion when it reads a damaged one.
 */
export class SavedPrefix {
  readonly #folder: string;
  readonly #key: string;

  /**
   * @param folder need not exist yet
   * @param source path of the GGUF, and folder of libllama, which may compute other cells in another version
   * @param tokens the prefix
   */
  constructor(
    folder: string,
    { model, backends }: { readonly model: string; readonly backends: string },
    tokens: Int32Array,
  ) {
    this.#folder = folder;
    const { size, mtimeMs } = statSync(model);
    this.#key = digestOf(JSON.stringify([basename(model), size, mtimeMs, [...tokens], libllamaIn(backends)]));
  }

  /** The saved state, or null when there is none that is whole. A damaged one is removed. */
  find(): string | null {
    const candidates = states(this.#folder).filter((path) => basename(path).startsWith(`${this.#key}-`));
    for (const path of candidates) {
      if (path === this.#pathFor(path)) return touched(path);
      this.drop(path);
    }
    return null;
  }

  /**
   * Has a state written and takes it into the cache; the states that were not used for longest go. A cache that
   * cannot be written costs the next start a few seconds and nothing else.
   *
   * @param write writes the state to the path it is given and resolves to whether it could
   */
  async save(write: (path: string) => Promise<boolean>): Promise<void> {
    const unfinished = join(this.#folder, `${this.#key}.${process.pid}.unfinished`);
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      if (await write(unfinished)) renameSync(unfinished, this.#pathFor(unfinished));
      for (const path of states(this.#folder).slice(STATES_KEPT)) this.drop(path);
    } catch {
      // Nothing to do: see above.
    }
    this.drop(unfinished);
  }

  /** Removes a state that turned out to be of no use. */
  drop(path: string): void {
    try {
      rmSync(path, { force: true });
    } catch {
      // In a cache that may only be read it stays.
    }
  }

  #pathFor(contents: string): string {
    return join(this.#folder, `${this.#key}-${digestOfFile(contents)}.state`);
  }
}

/** Digests of libllama's files, in the order of their names. */
function libllamaIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.startsWith("libllama"));
  return names.toSorted().map((name) => digestOfFile(join(folder, name)));
}

/** Paths of all saved states, those used last first; none where the folder cannot be read. */
function states(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".state"))
      .map((name) => ({ path: join(folder, name), usedAt: statSync(join(folder, name)).mtimeMs }))
      .toSorted((a, b) => b.usedAt - a.usedAt)
      .map(({ path }) => path);
  } catch {
    return [];
  }
}

/** Marks a state as used just now. */
function touched(path: string): string {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // In a cache that may only be read nothing is dropped either.
  }
  return path;
}
