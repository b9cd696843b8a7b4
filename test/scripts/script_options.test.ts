import { expect, test } from "bun:test";
import { parseArgs } from "node:util";
import { z } from "zod";
import { scriptOptions } from "../../scripts/testing/script_options.ts";

const Options = z.object({ rounds: z.coerce.number().int().min(1).default(3) });
const read = (...args: string[]) =>
  scriptOptions(
    "scripts/some.sh [--rounds N]",
    Options,
    () => parseArgs({ args, options: { rounds: { type: "string" } } }).values,
  );

test("a script's options are read, or have their defaults", () => {
  expect(read("--rounds", "5")).toEqual({ rounds: 5 });
  expect(read()).toEqual({ rounds: 3 });
});

test.each([
  [["--rounds", "0"], /rounds/],
  [["--rounds", "x"], /rounds/],
  [["--frob"], /'--frob'/],
  [["more"], /'more'/],
])("%p is refused with the reason and how it is run", (args, why) => {
  expect(() => read(...args)).toThrow(
    expect.objectContaining({
      code: "USAGE",
      why: expect.stringMatching(why),
      fix: "run: scripts/some.sh [--rounds N]",
    }),
  );
});
