import { AppError, EXIT } from "../src/errors.ts";
import { compareReleases, releaseFilesIn } from "./release/compare.ts";
import { reportFailure } from "./setup/failure.ts";

/** `bun scripts/release_compare.ts DIST DIST`: whether two releases are the same, and if not, where they differ. */
try {
  const [left, right, ...more] = process.argv.slice(2);
  if (left === undefined || right === undefined || more.length > 0)
    throw new AppError("USAGE", {
      what: "cannot compare releases",
      why: "it takes two folders",
      fix: "bun scripts/release_compare.ts DIST OTHER_DIST",
    });
  const found = compareReleases(left, right);
  const files = releaseFilesIn(left).length;
  process.stdout.write(
    found.length === 0 ? `all ${files} files have the same bytes\n` : `${found.join("\n")}\n`,
  );
  process.exitCode = found.length === 0 ? EXIT.done : EXIT.failed;
} catch (error) {
  reportFailure(error);
}
