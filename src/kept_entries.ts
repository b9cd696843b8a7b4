import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { cacheFolder } from "./cache.ts";

const Entries = z.record(z.string(), z.unknown());

/**
 * What was found out about this machine, a JSON object in a file of the cache. Each entry is read by itself, because
 * another version of this program may have written some in another form: these count for nothing here, and are kept.
 */
export class KeptEntries<Entry> {
  readonly #name: string;
  readonly #schema: z.ZodType<Entry>;

  /**
   * @param name of the file
   * @param schema what an entry must satisfy
   */
  constructor(name: string, schema: z.ZodType<Entry>) {
    this.#name = name;
    this.#schema = schema;
  }

  /** All that was kept; empty where nothing was, or the file is damaged. */
  all(): ReadonlyMap<string, Entry> {
    const kept = new Map<string, Entry>();
    for (const [name, value] of Object.entries(this.#read())) {
      const entry = this.#schema.safeParse(value);
      if (entry.success) kept.set(name, entry.data);
    }
    return kept;
  }

  /** Keeps an entry in place of the one before it. A cache that cannot be written costs only that. */
  keep(name: string, entry: Entry): void {
    const unfinished = `${this.#path}.${process.pid}`;
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      writeFileSync(unfinished, `${JSON.stringify({ ...this.#read(), [name]: entry }, null, 2)}\n`);
      renameSync(unfinished, this.#path);
    } catch {
      // Nothing to do: see above.
    }
  }

  get #path(): string {
    return join(cacheFolder(), this.#name);
  }

  #read(): z.infer<typeof Entries> {
    try {
      return Entries.parse(JSON.parse(readFileSync(this.#path, "utf8")));
    } catch {
      return {};
    }
  }
}
