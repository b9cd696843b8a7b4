import { pathsOf } from "./api_paths.ts";
import type { Asking } from "./asking.ts";
import { CosyVoiceVoice } from "./cosyvoice_voice.ts";
import { OpenAiVoice } from "./openai_voice.ts";
import type { Parameters, ServerKind } from "./parameters.ts";
import type { RemoteVoiceChoice } from "./remote_voice.ts";
import type { ServerVoice } from "./server_voice.ts";
import { VoicevoxVoice } from "./voicevox_voice.ts";

/** Which path tells of which kind. Those of one maker come first, since many servers have OpenAI's beside their own. */
const TELLING: readonly (readonly [string, ServerKind])[] = [
  ["/audio_query", "voicevox"],
  ["/inference_sft", "cosyvoice-sft"],
  ["/v1/audio/speech", "openai"],
  ["/audio/speech", "openai"],
];
const OPENAI_BASE = "/v1";
const NO_BASE = "/audio/speech";

/**
 * How the server of a voice is asked: as its address says, else as the server itself describes what it can be asked, else
 * like OpenAI's.
 *
 * @throws ServerFailure when it is not there
 */
export async function chooseServerVoice(choice: RemoteVoiceChoice, asking: Asking): Promise<ServerVoice> {
  const { kinds, parameters, openAiBase } = choice;
  const [only] = kinds;
  const isKnown = kinds.length === 1 && only !== undefined && (only !== "openai" || openAiBase !== null);
  if (isKnown) return voiceOf(only, "", parameters);
  const paths = (await pathsOf(asking)) ?? [];
  const told = TELLING.find(([path, kind]) => paths.includes(path) && kinds.includes(kind));
  const [path, kind] = told ?? ["", kinds.includes("openai") ? "openai" : only];
  return voiceOf(kind ?? "openai", path === NO_BASE ? "" : OPENAI_BASE, parameters);
}

function voiceOf(kind: ServerKind, base: string, parameters: Parameters): ServerVoice {
  switch (kind) {
    case "openai":
      return new OpenAiVoice(base, parameters);
    case "voicevox":
      return new VoicevoxVoice(parameters);
    default:
      return new CosyVoiceVoice(kind, parameters);
  }
}
