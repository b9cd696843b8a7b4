import { afterEach, describe, expect, test } from "bun:test";
import { isOfflineWished, refuseOffline } from "../../src/offline/wish.ts";

const before = process.env.STREAM_TTS_OFFLINE;
afterEach(() => {
  if (before === undefined) delete process.env.STREAM_TTS_OFFLINE;
  else process.env.STREAM_TTS_OFFLINE = before;
});

function withVariable(value: string | undefined): void {
  if (value === undefined) delete process.env.STREAM_TTS_OFFLINE;
  else process.env.STREAM_TTS_OFFLINE = value;
}

test.each([
  [undefined, false, false],
  ["", false, false],
  ["0", false, false],
  ["false", false, false],
  ["1", false, true],
  ["true", false, true],
  [undefined, true, true],
  ["0", true, true],
  ["1", true, true],
])("STREAM_TTS_OFFLINE=%p and the flag %p: %p", (variable, flag, expected) => {
  withVariable(variable);
  expect(isOfflineWished(flag)).toBe(expected);
});

test.each(["yes", "2", "TRUE ", "constructor"])("STREAM_TTS_OFFLINE=%p is wrong usage", (value) => {
  withVariable(value);
  for (const flag of [false, true])
    expect(() => isOfflineWished(flag)).toThrow(expect.objectContaining({ code: "USAGE" }));
});

describe("what needs the network", () => {
  test("is refused with what stands in its way", () => {
    withVariable("1");
    expect(() => refuseOffline("models pull", false)).toThrow(
      expect.objectContaining({
        code: "USAGE",
        what: "models pull cannot be used offline",
        fix: expect.stringContaining("unset STREAM_TTS_OFFLINE"),
      }),
    );
    expect(() => refuseOffline("--translator", true)).toThrow(
      expect.objectContaining({
        why: expect.stringContaining("--offline holds"),
        fix: expect.stringContaining("--no-offline"),
      }),
    );
  });

  test("is let through otherwise", () => {
    withVariable(undefined);
    refuseOffline("models pull", false);
  });
});
