import "../quick_schemas.ts";
import { z } from "zod";

/**
 * What every version of the protocol begins with, so that a service and a client of different versions can tell each other
 * so: a service answers a client of another number with its own hello and ends the connection.
 */
export const AnyClientHello = z.object({ op: z.literal("hello"), protocol: z.number(), program: z.string() });

/** The service's side of it. */
export const AnyServiceHello = z.object({
  event: z.literal("hello"),
  protocol: z.number(),
  program: z.string(),
  pid: z.number(),
});
