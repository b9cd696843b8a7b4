import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Components } from "../../scripts/setup/component.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "components-"));
});
afterEach(() => rmSync(root, { recursive: true }));

let made = 0;
const make = async (folder: string) => {
  made += 1;
  mkdirSync(join(folder, "data"));
  writeFileSync(join(folder, "data", "file"), "content");
};
beforeEach(() => {
  made = 0;
});

test("makes a component once for the same inputs, and another one for others", async () => {
  const components = new Components(root);
  const one = await components.get("part", ["a", "b"], make);
  expect(await components.get("part", ["a", "b"], make)).toBe(one);
  expect(await components.get("part", ["ab"], make)).not.toBe(one);
  expect(made).toBe(2);
});

test("makes a component again when a file of it was cut or removed", async () => {
  const components = new Components(root);
  const file = join(await components.get("part", [], make), "data", "file");
  truncateSync(file, 3);
  await components.get("part", [], make);
  expect(readFileSync(file, "utf8")).toBe("content");
  rmSync(file);
  await components.get("part", [], make);
  expect(readFileSync(file, "utf8")).toBe("content");
});

test("leaves nothing of a component that could not be made", async () => {
  const components = new Components(root);
  const fail = async (folder: string) => {
    await make(folder);
    throw new Error("does not compile");
  };
  await expect(components.get("part", [], fail)).rejects.toThrow("does not compile");
  expect(readdirSync(root)).toEqual([]);
});

test("clears away what a killed build left", () => {
  mkdirSync(join(root, "unfinished-abc", "objects"), { recursive: true });
  new Components(root);
  expect(readdirSync(root)).toEqual([]);
});
