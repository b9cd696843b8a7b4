import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pins } from "../../scripts/setup/pins.ts";
import { TargetName } from "../../scripts/setup/target_name.ts";

const requirements = readFileSync(join(import.meta.dir, "../../scripts/requirements.txt"), "utf8");

test("the pinned Bun is the one that runs this", () => {
  expect(pins.bun.version).toBe(Bun.version);
});

test("libraries and headers of llama.cpp are of one release", () => {
  const versions = Object.values(pins.llama).map(({ version }) => version);
  expect(versions).toEqual(TargetName.options.map(() => pins.llamaHeaders.version));
});

test("the voice and the test's reading of its words use one dictionary", () => {
  expect(requirements).toContain(`pyopenjtalk-plus==${pins.dictionary.version} `);
  expect(requirements).toContain(pins.dictionary.sha256);
});

test("every Python package is held to a version and to the hashes of its files", () => {
  const blocks = requirements.replaceAll(/^#.*\n/gm, "").split(/\n(?=\S)/);
  expect(blocks.length).toBeGreaterThan(20);
  for (const block of blocks)
    expect(block).toMatch(/^[\w.-]+==\S+.*(\\\n {4}--hash=sha256:[0-9a-f]{64} ?)+\s*$/);
});
