import { DEBIAN_STEPS } from "./debian_steps.ts";
import { FILE_STEPS } from "./file_steps.ts";
import { FORMULA_STEPS } from "./formula_steps.ts";
import type { Step } from "./scene.ts";

/** Everything that is looked at, in its order: what takes long comes last. */
export const STEPS: readonly Step[] = [...FILE_STEPS, ...FORMULA_STEPS, ...DEBIAN_STEPS];
