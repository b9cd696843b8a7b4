import { z } from "zod";

/** What a client of the role `hook` and the service say to each other behind their hellos. */

/** What the client says: the frame's body is the object, as it came. */
export const HookRequest = z.strictObject({
  op: z.literal("hook"),
  /** When the hook's process was started, in ms of the wall clock: hooks that start together overtake each other. */
  startedAt: z.number().nonnegative(),
});
export type HookRequest = z.infer<typeof HookRequest>;

/** What the service answers. */
export const HookAnswer = z.object({ event: z.literal("taken") });
export type HookAnswer = z.infer<typeof HookAnswer>;
