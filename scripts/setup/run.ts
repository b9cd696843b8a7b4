import { buildExecutable } from "../executable.ts";
import { reportFailure } from "./failure.ts";
import { modelFile } from "./model.ts";
import { modelFor } from "./needs.ts";

/** Builds the program, and fetches what the command line in the arguments needs, before run.sh starts it. */
try {
  await buildExecutable();
  const model = await modelFor(process.argv.slice(2));
  if (model !== null) await modelFile(model);
} catch (error) {
  reportFailure(error);
}
