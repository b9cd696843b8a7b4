import type { AppError } from "../errors.ts";
import type { LocatedModel } from "../models/locate.ts";
import { refuseOffline } from "../offline/wish.ts";
import type { Parts } from "../parts.ts";
import type { Workers } from "../workers/workers.ts";
import type { ProfileName } from "./profiles.ts";
import type { Translating } from "./translating.ts";
import { type Threads, Translator } from "./translator.ts";

/** What the command line says of the translation. */
export interface TranslationOptions {
  readonly translator?: string | undefined;
  readonly model?: string | undefined;
  readonly profile?: ProfileName | undefined;
  readonly glossary?: string | undefined;
  readonly threads: Threads;
  readonly offline: boolean;
}

/** A translator that is known and not started yet. */
export interface ChosenTranslator {
  /** What people call it. */
  readonly name: string;
  /** The GGUF; null where a server has the model. */
  readonly model: LocatedModel | null;
  /**
   * @param workers where the model's process comes from
   * @param parts asked for the native library, which a server's translator has no use for
   * @param onLost told when the process or the server was gone and is tried again
   */
  create(workers: Workers, parts: () => Parts, onLost: (error: AppError) => void): Translating;
}

/**
 * The server of `--translator`, else a GGUF on this machine.
 *
 * @param known a model that somebody else has found and read already
 * @throws AppError USAGE for an address that is none, or what `locateModel` throws
 */
export async function chooseTranslator(
  options: TranslationOptions,
  known: LocatedModel | null = null,
): Promise<ChosenTranslator> {
  const { translator, model: wanted, profile, offline } = options;
  if (translator !== undefined) {
    refuseOffline("--translator", offline);
    const { Endpoint, KEY_VARIABLE } = await import("./remote/endpoint.ts");
    const { RemoteTranslator } = await import("./remote/remote_translator.ts");
    const endpoint = Endpoint.parse(translator, process.env[KEY_VARIABLE]);
    return {
      name: endpoint.shown,
      model: null,
      create: (_workers, _parts, onLost) => new RemoteTranslator(endpoint, options, onLost),
    };
  }
  const model = known ?? (await import("../models/locate.ts")).locateModel(wanted ?? null, profile);
  return {
    name: model.name,
    model,
    create: (workers, parts, onLost) => new Translator(workers, parts(), model.path, options, onLost),
  };
}
