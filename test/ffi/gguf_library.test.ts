import { dlopen } from "bun:ffi";
import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UNFIT, WRITERS } from "../../src/models/gguf/architectures.ts";
import { FILE_TYPES } from "../../src/models/gguf/quantisation.ts";
import { BLOCKS } from "../../src/models/gguf/tensor_types.ts";
import { loadParts } from "../../src/parts.ts";

/** What our reader says about ggml and libllama, against the libraries that are packed. */

/** GGML_TYPE_COUNT (ggml.h); the library itself cannot be asked for it. */
const TYPE_COUNT = 43;

const { llamaFolder } = loadParts();

/** The one library in the folder whose name begins so. */
function library(prefix: string): string {
  const name = readdirSync(llamaFolder).find((file) => file.startsWith(prefix));
  if (name === undefined) throw new Error(`no ${prefix} in ${llamaFolder}`);
  return join(llamaFolder, name);
}

test("tensor types: the same blocks as ggml's, and no other types", () => {
  const ggml = dlopen(library("libggml-base"), {
    ggml_type_name: { args: ["i32"], returns: "cstring" },
    ggml_blck_size: { args: ["i32"], returns: "i64" },
    ggml_type_size: { args: ["i32"], returns: "u64" },
  });
  try {
    const found: [number, string, number, number][] = [];
    for (let type = 0; type < TYPE_COUNT; type++) {
      const name = String(ggml.symbols.ggml_type_name(type)).toUpperCase();
      const elements = Number(ggml.symbols.ggml_blck_size(type));
      // Removed types have blocks of nothing.
      if (elements === 0) continue;
      found.push([type, name, elements, Number(ggml.symbols.ggml_type_size(type))]);
    }
    const ours = [...BLOCKS].map(([type, { name, elements, bytes }]) => [type, name, elements, bytes]);
    expect(ours).toEqual(found);
  } finally {
    ggml.close();
  }
});

test("architectures: the names inside libllama, and no others", () => {
  const bytes = readFileSync(library("libllama"));
  // The names stand one behind another, from the dummy "clip" to "(unknown)" (llama-arch.cpp, LLM_ARCH_NAMES).
  const end = bytes.indexOf("\0(unknown)\0");
  const start = bytes.lastIndexOf("\0clip\0", end);
  const inside = bytes.toString("latin1", start + 1, end).split("\0");
  const ours = [...UNFIT.keys(), ...WRITERS];
  expect(inside.length).toBeGreaterThan(100);
  expect(inside.filter((name) => !ours.includes(name))).toEqual([]);
  // The linker keeps a name that another text ends with only as that text's end.
  const merged = ours.filter((name) => !inside.includes(name));
  expect(merged.filter((name) => !bytes.includes(`${name}\0`))).toEqual([]);
  expect(merged.length).toBeLessThan(10);
});

test("mixtures: the names of libllama, shortened as file names are", () => {
  const llama = dlopen(library("libllama"), { llama_ftype_name: { args: ["i32"], returns: "cstring" } });
  /** Q4_K - Medium → Q4_K_M; all F32 → F32; IQ4_NL - 4.5 bpw → IQ4_NL. */
  const shortened = (name: string) =>
    name
      .replace("all ", "")
      .replace(/ - ([SML])(mall|edium|arge)$/, "_$1")
      .replace(/ - [\d.]+ bpw.*$/, "")
      .replace(" MoE", "_MOE");
  try {
    const found: [number, string][] = [];
    for (let type = 0; type < 100; type++) {
      const name = shortened(String(llama.symbols.llama_ftype_name(type)));
      if (!name.startsWith("unknown")) found.push([type, name]);
    }
    const others = new Map([
      ["Q2_K_M", "Q2_K"],
      ["IQ3_S mix", "IQ3_M"],
    ]);
    expect([...FILE_TYPES]).toEqual(found.map(([type, name]) => [type, others.get(name) ?? name]));
  } finally {
    llama.close();
  }
});
