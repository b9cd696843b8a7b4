import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { WARNINGS_FILE } from "../../scripts/setup/library.ts";
import { loadParts } from "../../src/parts.ts";

test.each(["llm", "openJTalk", "echo", "player"] as const)("%s compiles without a warning", (name) => {
  const file = join(dirname(loadParts()[name]), WARNINGS_FILE);
  expect(existsSync(file)).toBe(true);
  expect(readFileSync(file, "utf8")).toBe("");
});
