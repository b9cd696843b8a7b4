import { agrees, canAsk } from "../../agree.ts";
import { renderBytes } from "../../display/bytes.ts";
import { AppError } from "../../errors.ts";
import { listenerOnStderr } from "../../fetch/pull_listener.ts";
import { isOfflineWished } from "../../offline/wish.ts";
import { screen } from "../../terminal.ts";
import { type CatalogModel, findModel } from "../catalog.ts";
import { bytesOf, recommendedModel } from "../fit.ts";
import { locateModel } from "../locate.ts";
import { pullModel } from "./pull_model.ts";

/**
 * Asks a person at a terminal, once, whether a missing model shall be fetched, and fetches it. In a pipe nobody is there to
 * ask; then, and after a no, whoever needs the model gets the error.
 *
 * @param wanted what --model says; null for the one that this machine should get
 * @param offline whether `--offline` was given; then nothing can be fetched
 * @throws what {@link pullModel} throws
 */
export async function offerMissingModel(wanted: string | null, offline: boolean): Promise<void> {
  if (!canAsk() || isOfflineWished(offline) || !isMissing(wanted)) return;
  const model = wanted === null ? recommendedModel() : findModel(wanted);
  if (model === undefined || !agrees(offerOf(model))) return;
  try {
    await pullModel(model, { listener: listenerOnStderr(), signal: new AbortController().signal });
  } finally {
    screen.show([], "");
  }
}

function isMissing(wanted: string | null): boolean {
  try {
    locateModel(wanted);
    return false;
  } catch (error) {
    return error instanceof AppError && error.code === "MODEL_MISSING";
  }
}

function offerOf(model: CatalogModel): string {
  const { name, licence } = model;
  return `No translation model is here. Fetch ${name} (${renderBytes(bytesOf(model))}, ${licence}) now, once?`;
}
