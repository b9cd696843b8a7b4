import { closeSync, openSync, readSync } from "node:fs";
import { renderBytes } from "../../display/bytes.ts";
import { AppError } from "../../errors.ts";
import { isOfflineWished } from "../../offline/wish.ts";
import { screen } from "../../terminal.ts";
import { type CatalogModel, findModel } from "../catalog.ts";
import { bytesOf, recommendedModel } from "../fit.ts";
import { locateModel } from "../locate.ts";
import { listenerOnStderr } from "./listener.ts";
import { pullModel } from "./pull_model.ts";

const TERMINAL = "/dev/tty";
const LONGEST_ANSWER_BYTES = 256;

/**
 * Asks a person at a terminal, once, whether a missing model shall be fetched, and fetches it. In a pipe nobody is there to
 * ask; then, and after a no, whoever needs the model gets the error.
 *
 * @param wanted what --model says; null for the one that this machine should get
 * @param offline whether `--offline` was given; then nothing can be fetched
 * @throws what {@link pullModel} throws
 */
export async function offerMissingModel(wanted: string | null, offline: boolean): Promise<void> {
  const canAsk = process.stdin.isTTY && process.stderr.isTTY;
  if (!canAsk || isOfflineWished(offline) || !isMissing(wanted)) return;
  const model = wanted === null ? recommendedModel() : findModel(wanted);
  if (model === undefined || !agrees(model)) return;
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

/** Reads one line from the terminal itself, so that nothing of stdin is taken. No answer is a yes. */
function agrees(model: CatalogModel): boolean {
  const terminal = openSync(TERMINAL, "r");
  try {
    screen.print(
      `No translation model is here. Fetch ${model.name} (${renderBytes(bytesOf(model))}, ${model.licence}) now, once? [Y/n] `,
    );
    const answer = Buffer.alloc(LONGEST_ANSWER_BYTES);
    const bytes = readSync(terminal, answer, 0, answer.length, null);
    // Ctrl-D ends the line without a character, and means no.
    return bytes > 0 && /^\s*(y|yes|はい)?\s*$/i.test(answer.toString("utf8", 0, bytes));
  } finally {
    closeSync(terminal);
  }
}
