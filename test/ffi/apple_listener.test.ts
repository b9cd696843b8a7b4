import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { Driver } from "../native/driver.ts";

/** When an utterance of Apple's voice is over, with callbacks and times that are told to it. */
setDefaultTimeout(120_000);

let driver: Driver;
beforeAll(async () => {
  const sources = ["apple_listener.cpp", "resampler.cpp", "utterance_queue.cpp"];
  driver = await Driver.build("apple_listener", sources, "c++17");
});
afterAll(() => driver[Symbol.dispose]());

/** What the steps of test/native/apple_listener_driver.cpp print. */
function after(...steps: string[]): string[] {
  const { exitCode, stdout } = Bun.spawnSync([driver.program], {
    stdin: Buffer.from(`${steps.join("\n")}\n`),
  });
  expect(exitCode).toBe(0);
  return stdout.toString().split("\n").slice(0, -1);
}

const AT_48_KHZ = "frames 1 48000 1000";

test("the buffer without frames ends the utterance and gives what the filter held back", () => {
  expect(after("begin must", AT_48_KHZ, "take", "last 1", "take", "take")).toEqual([
    "966 frames",
    "34 frames",
    "done",
  ]);
});

test("each buffer is converted from its own rate", () => {
  const steps = ["begin must", "frames 1 24000 500", "frames 1 16000 500", "frames 1 48000 500", "last 1"];
  expect(after(...steps, "take", "take")).toEqual(["3000 frames", "done"]);
});

describe("an utterance ends once", () => {
  test.each([
    [["last 1", "last 1"]],
    [["last 1", "delegate 1"]],
    [["delegate 1", "last 1"]],
    [["delegate 1", "delegate 1", "turned 50", "turned 50"]],
  ])("%p", (ends) => {
    expect(after("begin must", AT_48_KHZ, ...ends, "take", "take", "take")).toEqual([
      "1000 frames",
      "done",
      "done",
    ]);
  });

  test("and what comes after its end is dropped", () => {
    expect(after("begin must", AT_48_KHZ, "last 1", AT_48_KHZ, "fault 1", "take", "take")).toEqual([
      "1000 frames",
      "done",
    ]);
  });
});

describe("the delegate's word", () => {
  test("is waited upon for 50 ms of the run loop, for buffers that are still under way", () => {
    const early = ["begin must", AT_48_KHZ, "delegate 1", "turned 0"];
    expect(after(...early, "turned 49", "take", "take")).toEqual(["966 frames", "nothing yet"]);
    expect(after(...early, "turned 50", "take", "take")).toEqual(["1000 frames", "done"]);
  });

  test("is waited upon anew after each buffer", () => {
    const late = [
      "begin must",
      AT_48_KHZ,
      "delegate 1",
      "turned 0",
      "turned 40",
      AT_48_KHZ,
      "turned 0",
      "turned 40",
    ];
    expect(after(...late, "take", "take")).toEqual(["1966 frames", "nothing yet"]);
    expect(after(...late, "turned 10", "take", "take")).toEqual(["2000 frames", "done"]);
  });
});

describe("an utterance that stalls", () => {
  test("is at its end when it has sounded", () => {
    const stalled = ["begin must", AT_48_KHZ, "turned 0", "turned 4999"];
    expect(after(...stalled, "take", "take")).toEqual(["966 frames", "nothing yet"]);
    expect(after(...stalled, "turned 1", "take", "take")).toEqual(["1000 frames", "done"]);
  });

  test("has failed when it has not sounded and must", () => {
    expect(after("begin must", "turned 4999", "take", "turned 1", "take", "take")).toEqual([
      "nothing yet",
      expect.stringMatching(/^failed: .*5 s/),
      "done",
    ]);
  });

  test("is at its end when it need not sound", () => {
    expect(after("begin may", "turned 5000", "take")).toEqual(["done"]);
  });
});

describe("an end without a sound", () => {
  test.each([[["last 1"]], [["delegate 1", "turned 0", "turned 50"]]])(
    "%p is a failure of a text that must sound",
    (end) => {
      expect(after("begin must", ...end, "take", "take")).toEqual([
        expect.stringMatching(/^failed: .*without a sound/),
        "done",
      ]);
      expect(after("begin may", ...end, "take")).toEqual(["done"]);
    },
  );
});

describe("callbacks of another utterance", () => {
  test("change nothing about the current one", () => {
    const old = [
      "begin must",
      "stop",
      "begin must",
      AT_48_KHZ,
      "delegate 1",
      "last 1",
      "fault 1",
      "turned 60",
    ];
    expect(after(...old, "take")).toEqual(["nothing yet"]);
    expect(after(...old, "frames 3 48000 10", "last 3", "take", "take")).toEqual(["10 frames", "done"]);
  });

  test("are dropped between two of them", () => {
    expect(after("begin must", "stop", AT_48_KHZ, "last 1", "take")).toEqual(["done"]);
  });

  test("reach nobody when the voice was closed", () => {
    expect(after("begin must", "close", AT_48_KHZ, "delegate 1", "last 1", "fault 1")).toEqual([]);
  });
});

describe("a fault", () => {
  test("is told after the frames that came before it, and once", () => {
    expect(after("begin must", AT_48_KHZ, "fault 1", "take", "take", "take")).toEqual([
      "966 frames",
      "failed: as told",
      "done",
    ]);
  });

  test.each(["nan", "-1", "0", "inf", "1e300", "3999", "4295015296"])("is a rate of %s Hz", (rate) => {
    expect(after("begin must", `frames 1 ${rate} 10`, "take")).toEqual([
      expect.stringMatching(/^failed: a sampling rate of \d+ Hz/),
    ]);
  });
});

describe("a synthesizer is told to leave off, once,", () => {
  test.each([["stop"], ["fault 1"], ["turned 5000"]])("when its utterance ended by %s", (end) => {
    expect(after("begin must", "abandoned", end, "abandoned", "abandoned")).toEqual([
      "not abandoned",
      "abandoned",
      "not abandoned",
    ]);
  });

  test.each(["last 1", "delegate 1"])("but not after %s", (end) => {
    expect(after("begin may", end, "turned 0", "turned 50", "stop", "abandoned")).toEqual(["not abandoned"]);
  });
});
