import { installDependencies } from "./dependencies.ts";
import { reportFailure } from "./failure.ts";

/** Sets up what the command line in the arguments needs, before run.sh starts the program with it. */
try {
  await installDependencies();
  // The rest needs what was just installed.
  const { needsOf } = await import("./needs.ts");
  const needs = needsOf(process.argv.slice(2));
  if (needs.nativeParts) await (await import("../build.ts")).buildNativeParts();
  if (needs.model !== null) await (await import("./model.ts")).modelFile(needs.model);
} catch (error) {
  reportFailure(error);
}
