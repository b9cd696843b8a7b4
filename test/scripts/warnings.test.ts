import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { warningsOf } from "../../scripts/setup/library.ts";
import { loadParts } from "../../src/parts.ts";

test.each(["llm", "bareLoop", "openJTalk", "echo", "player"] as const)(
  "%s compiles without a warning",
  (name) => {
    expect(readFileSync(warningsOf(loadParts()[name]), "utf8")).toBe("");
  },
);
