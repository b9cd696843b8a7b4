import { residentOf } from "../../scripts/testing/resident.ts";
import { AppError } from "../../src/errors.ts";
import { readGgufHeader } from "../../src/models/gguf/reader.ts";

/** Reads the header of each file named, and writes what came of it and the most memory that was resident, in bytes. */
const outcomes = process.argv.slice(2).map((path) => {
  try {
    readGgufHeader(path);
    return "ok";
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
});
// Not getrusage's figure, which begins with what the parent had when it forked.
console.log(JSON.stringify({ outcomes, peakBytes: residentOf(process.pid)?.peak }));
