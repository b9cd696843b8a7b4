import { describe, expect, test } from "bun:test";
import { hostName, targetOf } from "../../scripts/setup/target_name.ts";

describe("the system to build for", () => {
  const meant: [string[], string][] = [
    [[], hostName()],
    [["--target", "darwin-arm64"], "darwin-arm64"],
    [["--target=linux-arm64"], "linux-arm64"],
  ];
  test.each(meant)("%p is %p", (argv, expected) => {
    expect<string>(targetOf(argv)).toBe(expected);
  });

  test.each([
    [["--target", "darwin-x64"], "there is no such target"],
    [["--target"], "--target"],
    [["--traget", "darwin-arm64"], "--traget"],
    [["darwin-arm64"], "darwin-arm64"],
  ])("%p is refused and says why", (argv, why) => {
    const failure = { code: "USAGE", why: expect.stringContaining(why) };
    expect(() => targetOf(argv)).toThrow(
      expect.objectContaining({
        ...failure,
        fix: expect.stringContaining("linux-x64, linux-arm64, darwin-arm64"),
      }),
    );
  });
});
