import { extractedParts } from "../../src/embedded/parts.ts";
import { renderError } from "../../src/errors.ts";

/** A start of the program as far as its parts: `bun start.ts PACK`. Lives until stdin ends. */
try {
  process.stdout.write(`${extractedParts(process.argv[2]).dictionary}\n`);
} catch (error) {
  process.stderr.write(renderError(error, false));
  process.exit(1);
}
await Bun.stdin.text();
