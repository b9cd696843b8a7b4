import { expect, test } from "bun:test";
import { isBuiltin } from "node:module";
import { join } from "node:path";

test("what installs the packages needs none of them", async () => {
  const built = await Bun.build({
    entrypoints: [join(import.meta.dir, "../../scripts/setup/dependencies.ts")],
    target: "bun",
    packages: "external",
  });
  const [code] = await Promise.all(built.outputs.map((output) => output.text()));
  const { imports } = new Bun.Transpiler({ loader: "js" }).scan(code ?? "");
  const names = imports.map(({ path }) => path);
  expect(names).toContain("fs");
  expect(names.filter((name) => !isBuiltin(name))).toEqual([]);
});
