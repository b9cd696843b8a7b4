import { expect, test } from "bun:test";
import { join } from "node:path";
import { checkAbi, disagreements } from "../../scripts/check-abi.ts";

const header = `
#define TTS_BELL_API __attribute__((visibility("default")))
/* TTS_BELL_API int32_t tts_bell_in_a_comment(void); */
#define TTS_BELL_ABI 3
typedef struct tts_bell tts_bell;
TTS_BELL_API uint32_t tts_bell_abi(void);
TTS_BELL_API int32_t tts_bell_ring(tts_bell *bell, const char *tune,
                                   uint32_t tune_bytes, double loudness);
TTS_BELL_API uint64_t tts_bell_count(const tts_bell *bell);
`;

const table = `
const TTS_BELL_ABI = 3;
const symbols = {
  // uint32_t tts_bell_abi(void);
  tts_bell_abi: { args: [], returns: "u32" },
  // int32_t tts_bell_ring(tts_bell *bell, const char *tune, uint32_t tune_bytes, double loudness);
  tts_bell_ring: {
    args: ["ptr", "buffer", "u32", "f64"],
    returns: "i32",
  },
  // uint64_t tts_bell_count(const tts_bell *bell);
  tts_bell_count: { args: ["ptr"], returns: "u64" },
} as const;
`;

/** `text` with one passage changed; fails when the passage is not there. */
function changed(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`no "${from}"`);
  return text.replace(from, to);
}

const countBinding =
  '  // uint64_t tts_bell_count(const tts_bell *bell);\n  tts_bell_count: { args: ["ptr"], returns: "u64" },\n';

test("a header and its table agree", () => {
  expect(disagreements(header, table)).toEqual([]);
});

test("a function may be left out with a reason, and only so", () => {
  const note = (text: string) => changed(table, countBinding, `  // not exposed: tts_bell_count${text}\n`);
  expect(disagreements(header, note(": nobody counts"))).toEqual([]);
  expect(disagreements(header, note(""))).toEqual(["tts_bell_count: it is not bound"]);
});

test.each([
  ["a function is missing", changed(table, countBinding, ""), ["tts_bell_count: it is not bound"]],
  [
    "an argument has another type",
    changed(table, '"u32", "f64"', '"u32", "f32"'),
    ['tts_bell_ring: argument 4 is "double", bound as "f32"'],
  ],
  [
    "a pointer is bound as a number",
    changed(table, '["ptr", "buffer"', '["u64", "buffer"'),
    ['tts_bell_ring: argument 1 is "tts_bell *", bound as "u64"'],
  ],
  [
    "the result has another type",
    changed(table, 'args: ["ptr"], returns: "u64"', 'args: ["ptr"], returns: "u32"'),
    ['tts_bell_count: the result is "uint64_t", bound as "u32"'],
  ],
  [
    "an argument is missing",
    changed(table, '"u32", "f64"', '"u32"'),
    ["tts_bell_ring: 3 arguments are bound, the header has 4"],
  ],
  [
    "the ABI number is older",
    changed(table, "TTS_BELL_ABI = 3", "TTS_BELL_ABI = 2"),
    ["the ABI number is TTS_BELL_ABI 3 in the header, TTS_BELL_ABI 2 in the table"],
  ],
  [
    "the comment is stale",
    changed(table, "double loudness", "float loudness"),
    [expect.stringContaining("tts_bell_ring: the comment says")],
  ],
  [
    "a comment is missing",
    changed(table, "  // uint32_t tts_bell_abi(void);\n", ""),
    [expect.stringContaining("tts_bell_abi: the comment says")],
  ],
  [
    "a function is bound that the header does not have",
    changed(
      table,
      "} as const",
      '  // void tts_bell_melt(void);\n  tts_bell_melt: { args: [], returns: "void" },\n} as const',
    ),
    ["tts_bell_melt: the header does not have it"],
  ],
  [
    "a function is both bound and said not to be",
    changed(table, "} as const", "  // not exposed: tts_bell_abi: no reason\n} as const"),
    ["tts_bell_abi: it is bound, and said not to be exposed"],
  ],
])("it is found that %s", (_, broken, expected) => {
  expect(disagreements(header, broken)).toEqual(expected);
});

test.each([
  ["a changed signature", changed(header, "uint32_t tune_bytes", "uint64_t tune_bytes")],
  ["a struct passed by value", changed(header, "double loudness", "tts_strength loudness")],
  ["a raised ABI number", changed(header, "TTS_BELL_ABI 3", "TTS_BELL_ABI 4")],
  ["a new function", `${header}TTS_BELL_API void tts_bell_mute(tts_bell *bell);\n`],
  ["no function at all", "#define TTS_BELL_ABI 3\n"],
])("a header with %s no longer fits", (_, broken) => {
  expect(disagreements(broken, table)).not.toEqual([]);
});

test("our own headers and tables agree", () => {
  const { pairs, found } = checkAbi(join(import.meta.dir, "../.."));
  expect(pairs).toContain("native/voice.h and ffi/voice.ts");
  expect(pairs).toContain("native/llm.h and ffi/llm.ts");
  expect(pairs).toContain("native/player.h and ffi/player.ts");
  expect(found).toEqual([]);
});
