import { expect, test } from "bun:test";
import { needsOf } from "../../scripts/setup/needs.ts";

const BEST = "qwen2.5-coder-1.5b-instruct-q4_k_m";
const SMALL = "qwen2.5-coder-0.5b-instruct-q4_k_m";

test.each([
  ["", true, BEST],
  ["--output out.wav", true, BEST],
  ["speak --output out.wav", true, BEST],
  ["translate", true, BEST],
  [`--model ${SMALL}`, true, SMALL],
  [`translate --model=${SMALL}`, true, SMALL],
  ["--model /models/other.gguf", true, null],
  ["--model a-name-that-is-not-ours", true, null],
  ["--no-translate --output null", true, null],
  ["--dry-run", false, null],
  ["--help", false, null],
  ["translate --help", false, null],
  ["--version", false, null],
  ["--no-such-flag", false, null],
])("%p needs native parts: %p, model: %p", (line, nativeParts, model) => {
  const needs = needsOf(line.split(" ").filter((word) => word !== ""));
  expect({ nativeParts: needs.nativeParts, model: needs.model?.name ?? null }).toEqual({
    nativeParts,
    model,
  });
});
