import { join } from "node:path";
import { reportFailure } from "./setup/failure.ts";
import { recogniser } from "./setup/recogniser.ts";

/**
 * `bun scripts/recognise.ts WAV [TRACE.ndjson]`: recognise.py with its packages and model, which are fetched when they
 * are missing. WAV alone gives the recognised text, with a trace the kana error rates as JSON.
 */
try {
  const { python, packages, model } = await recogniser();
  const here = import.meta.dir;
  const readings = [process.execPath, join(here, "readings.ts")];
  const child = Bun.spawn(
    // The files come first, because --readings takes every word that follows it.
    [
      python,
      join(here, "recognise.py"),
      ...process.argv.slice(2),
      "--model",
      model,
      "--readings",
      ...readings,
    ],
    { stdin: "ignore", stdout: "inherit", stderr: "inherit", env: { ...process.env, PYTHONPATH: packages } },
  );
  process.exitCode = await child.exited;
} catch (error) {
  reportFailure(error);
}
