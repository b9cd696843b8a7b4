import { AppError } from "../errors.ts";

/** The environment's word for `--offline`. */
export const OFFLINE_VARIABLE = "STREAM_TTS_OFFLINE";

const MODEL_WITHOUT_NETWORK = "models unbundle brings a model without a network";

const MEANINGS: Readonly<Record<string, boolean>> = {
  ...{ "1": true, true: true },
  ...{ "": false, "0": false, false: false },
};

/**
 * Whether nothing may reach a network in this run, by the flag or by STREAM_TTS_OFFLINE.
 *
 * @param flag whether `--offline` holds, by the command line or the config file
 * @throws AppError USAGE when the variable holds a word that is neither yes nor no: who set it wanted to be safe
 */
export function isOfflineWished(flag: boolean): boolean {
  const value = process.env[OFFLINE_VARIABLE] ?? "";
  const meaning = Object.hasOwn(MEANINGS, value) ? MEANINGS[value] : undefined;
  if (meaning === undefined)
    throw new AppError("USAGE", {
      what: `${OFFLINE_VARIABLE} is ${JSON.stringify(value)}`,
      why: "1 or true keeps every run from the network, 0, false or nothing leaves it as it is",
      fix: `set ${OFFLINE_VARIABLE}=1, or unset ${OFFLINE_VARIABLE}`,
    });
  return flag || meaning;
}

/**
 * Refuses what cannot be done without a network, before it is begun.
 *
 * @param what a command or flag, as its user writes it
 * @param flag whether `--offline` holds, by the command line or the config file
 * @param otherWay what can be done without a network instead
 * @throws AppError USAGE when this run is to stay offline
 */
export function refuseOffline(what: string, flag: boolean, otherWay = MODEL_WITHOUT_NETWORK): void {
  if (!isOfflineWished(flag)) return;
  throw new AppError("USAGE", {
    what: `${what} cannot be used offline`,
    why: `it needs the network, and ${flag ? "--offline holds" : `${OFFLINE_VARIABLE} is set`}`,
    fix: `${flag ? "give --no-offline" : `unset ${OFFLINE_VARIABLE}`}; ${otherWay}`,
  });
}
