import { expect, test } from "bun:test";
import { catalog, findModel, firstFile, packageParts } from "../../src/models/catalog.ts";

test("the packages of a model add up to its one file, whose hash is known", () => {
  const joined = catalog().filter((model) => packageParts(model) !== undefined);
  expect(joined.length).toBeGreaterThanOrEqual(2);
  for (const model of joined) {
    const sum = packageParts(model)?.reduce((bytes, part) => bytes + part.bytes, 0);
    expect({ name: model.name, files: model.files.length, bytes: firstFile(model).bytes }).toEqual({
      name: model.name,
      files: 1,
      bytes: sum,
    });
    expect(firstFile(model).sha256).toMatch(/^[0-9a-f]{64}$/);
  }
});

test("names, ranks and files are each unique", () => {
  for (const key of ["name", "quality"] as const)
    expect(new Set(catalog().map((model) => model[key])).size).toBe(catalog().length);
  const files = catalog().flatMap((model) => model.files.map(({ file }) => file));
  expect(new Set(files).size).toBe(files.length);
});

test("the parts of a split GGUF are named as llama.cpp looks for them", () => {
  const split = catalog().filter((model) => model.files.length > 1);
  expect(split.length).toBeGreaterThan(0);
  const five = (n: number) => String(n).padStart(5, "0");
  for (const { files } of split)
    files.forEach(({ file }, index) => {
      expect(file).toEndWith(`-${five(index + 1)}-of-${five(files.length)}.gguf`);
    });
});

test("a source names as many files as its model has", () => {
  for (const { name, files, sources } of catalog())
    for (const source of sources)
      if (source.kind === "hugging-face" && source.files !== undefined)
        expect({ name, files: source.files.length }).toEqual({ name, files: files.length });
});

test("a model is found by its name", () => {
  for (const model of catalog()) expect(findModel(model.name)).toEqual(model);
  expect(findModel("nothing")).toBeUndefined();
});
