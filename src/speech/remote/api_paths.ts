import "../../quick_schemas.ts";
import { z } from "zod";
import type { Asking } from "./asking.ts";

/** What is needed of an OpenAPI document (OpenAPI 3.1, "Paths Object"), which FastAPI makes for every server. */
const Described = z.object({ paths: z.record(z.string(), z.unknown()) });

/** The paths that a server can be asked for; null where it does not tell. @throws ServerFailure */
export async function pathsOf(asking: Asking): Promise<readonly string[] | null> {
  const { success, data } = Described.safeParse(await asking.jsonIfKnown("/openapi.json"));
  return success ? Object.keys(data.paths) : null;
}
