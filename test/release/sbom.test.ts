import { describe, expect, test } from "bun:test";
import { z } from "zod";
import manifest from "../../package.json" with { type: "json" };
import { INSIDE } from "../../scripts/release/components.ts";
import { sbomOf } from "../../scripts/release/sbom.ts";
import { pins } from "../../scripts/setup/pins.ts";

const WHOLE = { name: "program", version: "1.2.3", description: "Hear it", licence: "MIT" };
const Bom = z.looseObject({
  serialNumber: z.string(),
  components: z.array(
    z.looseObject({
      name: z.string(),
      version: z.string(),
      purl: z.string(),
      hashes: z.array(z.looseObject({ content: z.string() })).length(1),
      licenses: z.array(z.unknown()).min(1),
    }),
  ),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()).optional() })),
});
const read = async () => Bom.parse(JSON.parse(await sbomOf(WHOLE, INSIDE)));

describe("the list of parts", () => {
  test("has everything with a version, a licence, a package and the hash of that", async () => {
    const { components, dependencies } = await read();
    expect(components).toHaveLength(INSIDE.length);
    expect(dependencies.find(({ ref }) => ref === WHOLE.name)?.dependsOn).toHaveLength(INSIDE.length);
  });

  test("has every dependency that is compiled in", async () => {
    const found = (await read()).components.map(({ purl }) => purl);
    const wanted = Object.entries(manifest.dependencies).map(
      ([name, version]) => `pkg:npm/${name}@${version}`,
    );
    expect(found).toEqual(expect.arrayContaining(wanted));
  });

  // Of the pins, these only help to build or to test.
  const { llamaHeaders, whisperBase1, whisperBase2, completionServer, bun, llama, ...others } = pins;
  test.each([...Object.values(llama), ...Object.values(others)])("has $name $version", async ({ sha256 }) => {
    const found = (await read()).components.flatMap(({ hashes }) => hashes.map(({ content }) => content));
    expect(found).toContain(sha256);
  });

  test("is the same text each time, and has another number for other contents", async () => {
    expect(await sbomOf(WHOLE, INSIDE)).toBe(await sbomOf(WHOLE, INSIDE.toReversed()));
    const other = Bom.parse(JSON.parse(await sbomOf({ ...WHOLE, version: "1.2.4" }, INSIDE)));
    expect(other.serialNumber).not.toBe((await read()).serialNumber);
    expect(other.serialNumber).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  test("is refused when it does not fit the schema", async () => {
    // A version has at most 1024 characters.
    const whole = { ...WHOLE, version: "1".repeat(1025) };
    await expect(sbomOf(whole, INSIDE)).rejects.toThrow("does not fit CycloneDX");
  });
});
