import type { CutName } from "./cuts.ts";

/** What {@link PRICES} were measured with. */
export const MEASURED_WITH = "Qwen2.5-Coder-1.5B-Instruct Q4_K_M";

/** What a cut brings and costs. */
export interface Price {
  /** Percent of the file. */
  readonly smaller: number;
  /** Tokens a second, as a share of those of the original. */
  readonly decode: number;
  /** Lines, English and Japanese, that are split into other tokens than before. */
  readonly lines: { readonly changed: number; readonly of: number };
  /** Sentences of a coding assistant that are translated otherwise than before, and how close all are to references. */
  readonly translations: { readonly changed: number; readonly of: number };
  readonly chrf: { readonly before: number; readonly after: number };
}

/**
 * Measured with the lines of assistant.tsv (translated) and ntrex-200.tsv by scripts/trimmed.sh, on two x86-64 cores (Xeon with
 * AMX) with two threads; the speeds are medians over 32 sentences, decoded in turns with the original while nothing else ran.
 */
export const PRICES: Readonly<Record<CutName, Price>> = {
  ja: {
    ...{ smaller: 8.1, decode: 1.12 },
    lines: { changed: 3, of: 464 },
    translations: { changed: 0, of: 32 },
    chrf: { before: 48.0, after: 48.0 },
  },
  small: {
    ...{ smaller: 11.0, decode: 1.25 },
    lines: { changed: 6, of: 464 },
    translations: { changed: 0, of: 32 },
    chrf: { before: 48.0, after: 48.0 },
  },
};
