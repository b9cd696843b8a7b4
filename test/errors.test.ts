import { expect, test } from "bun:test";
import { AppError, renderError } from "../src/errors.ts";

test("what a file or a server wrote into an error cannot steer the terminal", () => {
  const error = new AppError("MODEL_REFUSED", {
    what: "it says \u001b[2J\u0007",
    why: "two\nlines, and \u009b31m",
    fix: "none",
  });
  const text = renderError(error, false);
  expect(text).toBe(
    "error: it says \ufffd[2J\ufffd (MODEL_REFUSED)\n  why: two\nlines, and \ufffd31m\n  fix: none\n",
  );
});
