import type { GgufHeader } from "./format.ts";
import { countOf } from "./metadata.ts";
import { BLOCKS } from "./tensor_types.ts";

/**
 * Mixtures of tensor types by the number in `general.file_type` (llama.h, enum llama_ftype), as file names write them.
 * test/ffi/gguf_library.test.ts compares them with the library.
 */
export const FILE_TYPES: ReadonlyMap<number, string> = new Map(
  [
    ...[
      "F32",
      "F16",
      "Q4_0",
      "Q4_1",
      "",
      "",
      "",
      "Q8_0",
      "Q5_0",
      "Q5_1",
      "Q2_K",
      "Q3_K_S",
      "Q3_K_M",
      "Q3_K_L",
    ],
    ...["Q4_K_S", "Q4_K_M", "Q5_K_S", "Q5_K_M", "Q6_K", "IQ2_XXS", "IQ2_XS", "Q2_K_S", "IQ3_XS", "IQ3_XXS"],
    ...[
      "IQ1_S",
      "IQ4_NL",
      "IQ3_S",
      "IQ3_M",
      "IQ2_S",
      "IQ2_M",
      "IQ4_XS",
      "IQ1_M",
      "BF16",
      "",
      "",
      "",
      "TQ1_0",
    ],
    ...["TQ2_0", "MXFP4_MOE", "NVFP4", "Q1_0", "Q2_0"],
  ]
    .map((name, number) => [number, name] as const)
    .filter(([, name]) => name !== ""),
);

/** How the weights are stored: what the file says of itself, else the type that most bytes have. */
export function quantisationOf(header: GgufHeader): string {
  const told = FILE_TYPES.get(countOf(header, "general.file_type") ?? -1);
  if (told !== undefined) return told;
  const bytes = new Map<number, number>();
  for (const tensor of header.tensors) bytes.set(tensor.type, (bytes.get(tensor.type) ?? 0) + tensor.bytes);
  const [most] = [...bytes].toSorted(([, a], [, b]) => b - a);
  return (most && BLOCKS.get(most[0])?.name) ?? "unknown";
}
