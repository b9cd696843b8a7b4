import { now } from "../clock.ts";
import { AppError, EXIT } from "../errors.ts";
import { keepSpeed } from "../models/speeds.ts";
import type { ServeOptions } from "../options.ts";
import { loadParts, type Parts } from "../parts.ts";
import { onSignals } from "../signals.ts";
import { readingOfFile } from "../speech/readings/index.ts";
import { chooseVoice, type VoiceChoice } from "../speech/voices.ts";
import { voiceOpening } from "../speech/worker_synthesizer.ts";
import { Stdout } from "../stdout.ts";
import { tell, tellError } from "../terminal.ts";
import { openTrace } from "../trace.ts";
import { chooseTranslator } from "../translate/choose.ts";
import { Glossary } from "../translate/glossary.ts";
import { translatorOpening } from "../translate/translator.ts";
import type { Opening } from "../workers/worker.ts";
import { whyNoRuntimeFolder } from "./folder.ts";
import { type SessionWorkers, WorkerPool } from "./pool.ts";
import { Service } from "./service.ts";

/**
 * Runs the resident service until it is told to end.
 *
 * @returns the exit code
 * @throws AppError when a model, a voice or the service's folder cannot be used, or a service runs already
 */
export async function serve(options: ServeOptions): Promise<number> {
  if (options.output !== "device" && options.output !== "null")
    throw new AppError("USAGE", {
      what: `serve cannot play to ${options.output}`,
      why: "the sound of all sessions cannot be in one file",
      fix: "--output device plays, --output null drops the sound; a pipe of its own may write a file",
    });
  const chosen = options["no-translate"]
    ? null
    : await chooseTranslator({ ...options, translator: undefined });
  const readingOf = readingOfFile(options.readings);
  const parts = loadParts();
  // Now, and not with the first sentence.
  const choices = (options.voice ?? []).map(({ name }) => chooseVoice(name, parts));
  for (const { name } of [...options.voices.values()].flat()) chooseVoice(name, parts);
  const own = choices.filter(({ kind }) => kind === "native");
  if (own.length === 0) own.push(chooseVoice(undefined, parts));
  Glossary.load(options.glossary);
  const stdout = new Stdout(() => {});
  const trace = openTrace(options.trace ?? null, stdout);
  const model = chosen?.model ?? null;
  const pool = new WorkerPool({
    translator: model === null ? null : translatorOpening(parts, model.path, options),
    voice: (name) => openingOf(name, parts),
    unloadAfterMs: options["unload-after"] * 1000,
  });
  const { promise: end, resolve, reject } = Promise.withResolvers<number>();
  const service = new Service(
    { options, parts, readingOf, chosen, pool, trace, stdout },
    {
      exitAfterMs: options["exit-after"] * 1000,
      onEnd: (error) => (error === null ? resolve(EXIT.done) : reject(error)),
    },
  );
  onSignals({
    onInterrupt: () => resolve(EXIT.interrupted),
    onInsistentInterrupt: () => process.exit(EXIT.interrupted),
    onTerminate: () => resolve(EXIT.terminated),
  });
  try {
    const whyCache = whyNoRuntimeFolder();
    if (whyCache !== null) tell(`stream-tts-bun: XDG_RUNTIME_DIR is not used: ${whyCache}`);
    tell(`stream-tts-bun: the service listens at ${service.socket}`);
    warmUp(pool, own, model !== null).catch(reject);
    return await end;
  } finally {
    if (model !== null) keepSpeed(model.path, pool.status.translated);
    service.close();
  }
}

/** How a voice is opened that the service has for all. Those of servers are nobody's: each session asks by itself. */
function openingOf(name: string, parts: Parts): Opening {
  const choice = chooseVoice(name, parts);
  if (choice.kind === "native") return voiceOpening(choice);
  throw new AppError("VOICE_UNKNOWN", {
    what: `the resident service has no voice ${name}`,
    why: "it is the voice of a server, which whoever speaks with it asks by itself",
    fix: "stream-tts-bun stop, if a client of another version is still connected",
  });
}

/**
 * Opens model and voice, so that the first sentence finds them ready.
 *
 * @param voices in order of preference; one of them is enough
 */
async function warmUp(pool: WorkerPool, voices: readonly VoiceChoice[], hasModel: boolean): Promise<void> {
  const startedAt = now();
  const workers = pool.workers("warm-up");
  await Promise.all([...(hasModel ? [workers.translator().open()] : []), openOne(workers, voices)]);
  tell(`stream-tts-bun: ready, after ${((now() - startedAt) / 1000).toFixed(1)} s`);
}

async function openOne(workers: SessionWorkers, voices: readonly VoiceChoice[]): Promise<void> {
  for (const [n, { name }] of voices.entries()) {
    try {
      await workers.voice(name).open();
      return;
    } catch (error) {
      if (!(error instanceof AppError) || n === voices.length - 1) throw error;
      tellError(error);
    }
  }
}
