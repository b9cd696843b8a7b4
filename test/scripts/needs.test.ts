import { expect, test } from "bun:test";
import { modelFor } from "../../scripts/setup/needs.ts";

const BEST = "qwen2.5-coder-1.5b-instruct-q4_k_m";
const SMALL = "qwen2.5-coder-0.5b-instruct-q4_k_m";

test.each([
  ["", BEST],
  ["--output out.wav", BEST],
  ["speak --output out.wav", BEST],
  ["translate", BEST],
  [`--model ${SMALL}`, SMALL],
  [`translate --model=${SMALL}`, SMALL],
  ["--model /models/other.gguf", null],
  ["--model a-name-that-is-not-ours", null],
  ["--no-translate --output null", null],
  ["--dry-run", null],
  ["--help", null],
  ["translate --help", null],
  ["--version", null],
  ["--no-such-flag", null],
])("%p needs the model %p", async (line, model) => {
  const needed = await modelFor(line.split(" ").filter((word) => word !== ""));
  expect(needed?.name ?? null).toBe(model);
});
