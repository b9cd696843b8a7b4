import { expect, test } from "bun:test";
import { catalog, defaultModel, findModel } from "../../src/models/catalog.ts";

test("the parts of every model add up to it", () => {
  for (const model of catalog) {
    const sum = model.source.packages.reduce((bytes, part) => bytes + part.bytes, 0);
    expect({ name: model.name, bytes: sum }).toEqual({ name: model.name, bytes: model.bytes });
  }
});

test("names, files and ranks are each unique", () => {
  for (const key of ["name", "file", "quality"] as const)
    expect(new Set(catalog.map((model) => model[key])).size).toBe(catalog.length);
});

test("the model of a fresh machine is the best one", () => {
  expect(defaultModel().name).toBe("qwen2.5-coder-1.5b-instruct-q4_k_m");
  expect(findModel(defaultModel().name)).toEqual(defaultModel());
  expect(findModel("nothing")).toBeUndefined();
});
