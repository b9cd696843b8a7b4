import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../src/cache.ts";
import { withLock } from "../../src/fetch/lock.ts";

const MANIFEST = "manifest.json";
const UNFINISHED = "unfinished-";

/**
 * Folders in the cache that are named by a hash of all they are made from. One exists whole or not at all; it is never
 * changed afterwards, so checkouts with different inputs share the cache without disturbing each other.
 */
export class Components {
  readonly #root: string;

  /** @param root folder that holds them; the caller holds a lock while it makes any */
  constructor(root: string) {
    this.#root = root;
    mkdirSync(root, { recursive: true });
    for (const name of readdirSync(root))
      if (name.startsWith(UNFINISHED)) rmSync(join(root, name), { recursive: true, force: true });
  }

  /**
   * The folder made from these inputs; made now when it is missing or some file in it has lost its length.
   *
   * @param inputs everything that decides what is made: hashes of files, flags, versions
   * @param make fills the empty folder it is given
   */
  async get(
    name: string,
    inputs: readonly string[],
    make: (folder: string) => Promise<void>,
  ): Promise<string> {
    const key = new Bun.CryptoHasher("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 16);
    const folder = join(this.#root, `${name}-${key}`);
    if (isIntact(folder)) return folder;
    rmSync(folder, { recursive: true, force: true });
    const started = performance.now();
    await this.scratch(async (unfinished) => {
      await make(unfinished);
      writeFileSync(join(unfinished, MANIFEST), JSON.stringify(lengths(unfinished)));
      renameSync(unfinished, folder);
    });
    process.stderr.write(`made ${name} in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
    return folder;
  }

  /** Lends an empty folder on the same disk. */
  async scratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
    const folder = mkdtempSync(join(this.#root, UNFINISHED));
    try {
      return await work(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** Whether every file of a component is there with the length it was made with. Reads no contents. */
export function isIntact(folder: string): boolean {
  try {
    const made: Record<string, number> = JSON.parse(readFileSync(join(folder, MANIFEST), "utf8"));
    return Object.entries(made).every(([name, bytes]) => statSync(join(folder, name)).size === bytes);
  } catch {
    return false;
  }
}

function lengths(folder: string): Record<string, number> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const found = files.map((name) => [name, statSync(join(folder, name))] as const);
  return Object.fromEntries(
    found.filter(([, about]) => about.isFile()).map(([name, about]) => [name, about.size]),
  );
}

/** Lends the folders of native parts and packages in the cache, under the lock that making any of them needs. */
export function withComponents<T>(work: (components: Components) => Promise<T>): Promise<T> {
  const root = join(cacheFolder(), "parts");
  return withLock(join(root, ".lock"), () => work(new Components(root)));
}
