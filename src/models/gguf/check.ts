import type { ProfileName } from "../../translate/profiles.ts";
import { readGgufHeader } from "./reader.ts";
import { filesOfModel, type GgufFile } from "./split.ts";
import { checkSuitable } from "./suitable.ts";

/**
 * A look into a model before libllama gets it: ggml answers a damaged file with a crash or a riddle. Takes about 10 ms.
 *
 * @param profile the user's choice; null: the one that suits what the GGUF says of itself
 * @returns its files with their headers, the one of `path` first
 * @throws AppError MODEL_MISSING, MODEL_UNREADABLE, MODEL_NOT_GGUF, MODEL_TRUNCATED, MODEL_DAMAGED, or MODEL_UNSUITABLE
 *   for what holds no model that can translate
 */
export function checkGguf(path: string, profile: ProfileName | null = null): readonly GgufFile[] {
  const header = readGgufHeader(path);
  const files = filesOfModel({ path, header });
  checkSuitable(path, header, profile);
  return files;
}
