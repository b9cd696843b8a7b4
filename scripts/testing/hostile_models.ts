import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError, reasonOf } from "../../src/errors.ts";
import { verifyModel } from "../../src/models/verify.ts";
import { loadParts } from "../../src/parts.ts";
import { NativeWorker } from "../../src/workers/native_worker.ts";
import { TranslatorEvent } from "../../src/workers/protocol.ts";
import { WorkerLost } from "../../src/workers/worker.ts";
import { fileOf } from "./gguf_fields.ts";
import { damagedCopies } from "./gguf_mutations.ts";
import { smallModel } from "./small_model.ts";

export interface Attack {
  /** A real Qwen2.5 GGUF; what is damaged is a small copy of it. */
  readonly model: string;
  /** Damaged files. */
  readonly count: number;
  /** How many of those that our checks let pass are given to libllama, too. */
  readonly loaded: number;
  readonly seed: number;
  readonly onProgress: (done: number) => void;
}

/** What became of the files. */
export interface AttackResult {
  /** Refused by our checks, by the code of the error. */
  readonly refused: Readonly<Record<string, number>>;
  readonly passed: number;
  /** Of those that passed and were loaded. */
  readonly ready: number;
  /** libllama said why it refuses. */
  readonly refusedByLibrary: number;
  /** libllama ended its process, which became an error of ours. */
  readonly aborted: number;
  /** Anything but a result or an error that says what is wrong with the model, and every hang; with how it came about. */
  readonly faults: readonly string[];
}

/** Loading a small model takes a tenth of a second. */
const LOAD_LIMIT_MS = 60_000;

const REFUSAL = { code: "MODEL_REFUSED", what: "the model cannot be loaded", fix: "none" } as const;

/** Gives damaged models to `verify`, and those that it lets pass to libllama, each in a worker of its own. */
export async function attack({ model, count, loaded, seed, onProgress }: Attack): Promise<AttackResult> {
  const folder = mkdtempSync(join(tmpdir(), "hostile-models-"));
  const refused: Record<string, number> = {};
  const loads = { ready: 0, refusedByLibrary: 0, aborted: 0 };
  const faults: string[] = [];
  let [done, passed] = [0, 0];
  try {
    const small = smallModel(model);
    const path = join(folder, "small.gguf");
    writeFileSync(path, fileOf(small));
    const unharmed = await load(path, folder);
    if (unharmed !== "ready") faults.push(`the small model itself: ${unharmed}`);
    for (const { header, bytes, how } of damagedCopies(small, count, seed)) {
      const damaged = join(folder, `${done}.gguf`);
      writeFileSync(damaged, header);
      truncateSync(damaged, bytes);
      try {
        await verifyModel(damaged, UNHASHED);
        passed++;
        if (passed <= loaded) loads[await load(damaged, folder)]++;
      } catch (error) {
        if (error instanceof AppError && error.code.startsWith("MODEL_"))
          refused[error.code] = (refused[error.code] ?? 0) + 1;
        else faults.push(`${how}: ${reasonOf(error)}`);
      }
      rmSync(damaged);
      onProgress(++done);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { refused, passed, ...loads, faults };
}

const UNHASHED = { hash: false, signal: new AbortController().signal, onProgress: () => {} };

/**
 * Loads a model as `speak` does.
 *
 * @throws WorkerLost for a hang, and whatever else is no error that tells of the model
 */
async function load(model: string, folder: string): Promise<"ready" | "refusedByLibrary" | "aborted"> {
  const { llm: library, llamaFolder: backends } = loadParts();
  const worker = new NativeWorker("translator", TranslatorEvent);
  const limit = setTimeout(() => worker.kill(), LOAD_LIMIT_MS);
  const states = join(folder, "states");
  try {
    await worker.open(
      { op: "open", library, backends, model, threads: 1, adapt: false, states, profile: null },
      REFUSAL,
    );
    return "ready";
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== REFUSAL.code) throw error;
    const { cause } = error;
    if (!(cause instanceof WorkerLost)) return "refusedByLibrary";
    if (cause.code === "WORKER_HUNG" || cause.why.includes("SIGKILL")) throw cause;
    return "aborted";
  } finally {
    clearTimeout(limit);
    worker.kill();
  }
}
