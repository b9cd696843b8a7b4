import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { warningsOf } from "../../scripts/setup/library.ts";
import { loadParts } from "../../src/parts.ts";

test.each(["llm", "bareLoop", "openJTalk", "kokoro", "echo", "player", "resampler"] as const)(
  "%s compiles without a warning",
  (name) => {
    expect(readFileSync(warningsOf(loadParts()[name]), "utf8")).toBe("");
  },
);
