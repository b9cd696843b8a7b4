import { CHECKOUT_STEPS } from "./checkout_steps.ts";
import { DEVICE_STEPS } from "./device_steps.ts";
import { PROCESS_STEPS } from "./process_steps.ts";
import { SPEECH_STEPS } from "./speech_steps.ts";
import type { Step } from "./step.ts";
import { SYSTEM_STEPS } from "./system_steps.ts";

/** Everything that is looked at, in its order: what others rest on comes first, what takes long comes last. */
export const STEPS: readonly Step[] = [
  ...SYSTEM_STEPS,
  ...SPEECH_STEPS,
  ...DEVICE_STEPS,
  ...PROCESS_STEPS,
  ...CHECKOUT_STEPS,
];
