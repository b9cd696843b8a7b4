import { type ChosenTranslator, chooseTranslator, type TranslationOptions } from "../../translate/choose.ts";
import type { LocatedModel } from "../locate.ts";

/**
 * What translates a run; a model that is missing is offered to a person who is there.
 *
 * @param known the resident service's model, if it is the one
 * @throws what {@link chooseTranslator} throws
 */
export async function chooseOrOffer(
  options: TranslationOptions,
  known: LocatedModel | null = null,
): Promise<ChosenTranslator> {
  if (options.translator === undefined && known === null) {
    // Most runs need nothing of what fetches a model.
    const { offerMissingModel } = await import("./offer.ts");
    await offerMissingModel(options.model ?? null, options.offline);
  }
  return chooseTranslator(options, known);
}
