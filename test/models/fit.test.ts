import { describe, expect, test } from "bun:test";
import { catalog, firstFile } from "../../src/models/catalog.ts";
import {
  byPreference,
  bytesOf,
  fitsMemory,
  keepsUp,
  type Machine,
  paceOf,
  recommendedModel,
} from "../../src/models/fit.ts";

/** A machine on which decoding reads `bandwidth` bytes of weights a second, as measured with the smallest model. */
function machine(memory: number, bandwidth: number): Machine {
  const smallest = catalog().toSorted((a, b) => a.memory - b.memory)[0];
  if (smallest === undefined) throw new Error("an empty catalog");
  const bytes = bytesOf(smallest);
  const speed = { tokens_per_second: bandwidth / bytes, bytes, measured_at: "2026-01-01T00:00:00.000Z" };
  return { memory, speeds: new Map([[firstFile(smallest).file, speed]]) };
}

describe("the model that a machine should get", () => {
  test("leaves most of its memory to others, and is the best of those that do", () => {
    for (const gigabytes of [4, 8, 16, 32, 64, 128]) {
      const { memory } = recommendedModel(machine(gigabytes * 1e9, 1e12));
      const better = catalog().filter(
        (model) => model.recommended && model.memory <= 0.3 * gigabytes * 1e9 && model.memory > memory,
      );
      if (gigabytes >= 8) expect(memory).toBeLessThanOrEqual(0.3 * gigabytes * 1e9);
      for (const { quality } of better)
        expect(recommendedModel(machine(gigabytes * 1e9, 1e12)).quality).toBeGreaterThan(quality);
    }
  });

  test("keeps up with speech, or is the smallest there is", () => {
    const slow = machine(128e9, 20e9);
    const chosen = recommendedModel(slow);
    expect(keepsUp(paceOf(slow, firstFile(chosen).file, bytesOf(chosen)))).toBe(true);
    const hopeless = recommendedModel(machine(128e9, 1e8));
    const smallest = Math.min(
      ...catalog()
        .filter((model) => model.recommended)
        .map(({ memory }) => memory),
    );
    expect(hopeless.memory).toBe(smallest);
  });
});

describe("the model that is used", () => {
  test("is any that is there, even where none keeps up", () => {
    for (const bandwidth of [1e8, 20e9, 1e12])
      expect(new Set(byPreference(machine(16e9, bandwidth)))).toEqual(new Set(catalog()));
  });

  test("is the better one, once it is known to keep up", () => {
    const [small, big] = ["qwen2.5-coder-0.5b-instruct-q4_k_m", "qwen2.5-coder-1.5b-instruct-q4_k_m"].map(
      (name) => catalog().find((model) => model.name === name),
    );
    if (small === undefined || big === undefined) throw new Error("the catalog has lost its test models");
    const first = (tokens_per_second: number) => {
      const speed = { tokens_per_second, bytes: bytesOf(big), measured_at: "2026-01-01T00:00:00.000Z" };
      return byPreference({ memory: 16e9, speeds: new Map([[firstFile(big).file, speed]]) }, [small, big])[0];
    };
    expect(first(20)).toBe(big);
    expect(first(3)).toBe(small);
  });
});

test("a measured speed counts as it is, another one is reckoned by the bytes", () => {
  const measured = { tokens_per_second: 30, bytes: 1e9, measured_at: "2026-01-01T00:00:00.000Z" };
  const here: Machine = { memory: 8e9, speeds: new Map([["a.gguf", measured]]) };
  expect(paceOf(here, "a.gguf", 1e9)).toEqual({ tokensPerSecond: 30, isMeasured: true });
  expect(paceOf(here, "b.gguf", 3e9)).toEqual({ tokensPerSecond: 10, isMeasured: false });
  expect(fitsMemory(here, 4e9)).toBe(true);
  expect(fitsMemory(here, 5e9)).toBe(false);
});
