import { expect, test } from "bun:test";
import { foundDevices } from "../../src/doctor/compute.ts";

const CPU = { name: "CPU", description: "Apple M4", features: ["NEON", "DOTPROD"] };
const BLAS = { name: "BLAS", description: "Accelerate", features: [] };
const METAL = { name: "MTL0", description: "Apple M4", features: ["EMBED_LIBRARY"] };

test("devices are told with what they can do", () => {
  expect(foundDevices([METAL, BLAS, CPU], "darwin")).toEqual({
    state: "ok",
    what: "MTL0 (Apple M4): EMBED_LIBRARY; BLAS (Accelerate); CPU (Apple M4): NEON DOTPROD",
    fix: "",
  });
});

test("a Mac without Metal is warned of", () => {
  const { state, what, fix } = foundDevices([BLAS, CPU], "darwin");
  expect(state).toBe("warning");
  expect(what).toContain("CPU (Apple M4): NEON DOTPROD");
  expect(what).toContain("without Metal");
  expect(fix).not.toBe("");
});

test.each<[NodeJS.Platform, string]>([
  ["linux", "CPU"],
  ["darwin", "MTL1"],
  ["darwin", "Metal"],
])("nothing is missing on %s with %s", (platform, name) => {
  expect(foundDevices([{ ...CPU, name }], platform).state).toBe("ok");
});
