import { buildNativeParts } from "../build.ts";
import { reportFailure } from "./failure.ts";
import { modelFile } from "./model.ts";
import { needsOf } from "./needs.ts";

/** Sets up what the command line in the arguments needs, before run.sh starts the program with it. */
try {
  const needs = needsOf(process.argv.slice(2));
  if (needs.nativeParts) await buildNativeParts();
  if (needs.model !== null) await modelFile(needs.model);
} catch (error) {
  reportFailure(error);
}
