import { bytesOf, findPack } from "../voice_packs/catalog.ts";
import { installedPack } from "../voice_packs/installed.ts";
import type { SystemVoice } from "../workers/system_voices.ts";
import { isRemoteVoice } from "./remote/remote_voice.ts";
import { type CatalogVoice, voiceCatalog } from "./voice_catalog.ts";
import { voiceSpeeds } from "./voice_speeds.ts";
import { APPLE, usualVoices } from "./voices.ts";

/** What one voice is to this machine. */
export interface VoiceOverview {
  /** What a user writes after --voice. */
  readonly name: string;
  readonly aliases: readonly string[];
  /** As BCP 47 has it; null where only its server knows. */
  readonly language: string | null;
  readonly gender: CatalogVoice["gender"] | null;
  /** What synthesises it, in this program. */
  readonly backend: CatalogVoice["backend"] | null;
  /** What the system says of a voice of its own. */
  readonly description: string | null;
  readonly licence: string | null;
  readonly credit: string | null;
  /** Hz that the voice itself gives; null where it shows only when it speaks. */
  readonly rate: number | null;
  /** `here` can speak now, `pullable` after its pack was pulled, `system` is one of macOS, `server` one that was tried. */
  readonly state: "here" | "pullable" | "system" | "server";
  /** The pack that it needs, and the bytes of that. */
  readonly pack: string | null;
  readonly pack_bytes: number | null;
  /** Seconds of synthesis per second of sound, and milliseconds to the first sound; null where it was not measured. */
  readonly factor: number | null;
  readonly first_pcm_ms: number | null;
  /** What speaks without --voice. */
  readonly is_default: boolean;
}

/**
 * Every voice that can be named here: the system's, those of the catalog, and the servers that were tried.
 *
 * @param system the voices that the system has for us; none but on a Mac
 */
export function voiceOverview(
  system: readonly SystemVoice[],
  platform: NodeJS.Platform = process.platform,
): VoiceOverview[] {
  const speeds = voiceSpeeds();
  const [usual] = usualVoices(platform);
  const speedOf = (name: string) => {
    const speed = speeds.get(name);
    return { factor: speed?.factor ?? null, first_pcm_ms: speed?.firstPcmMs ?? null };
  };
  const unknown = {
    ...{ aliases: [], gender: null, backend: null, description: null, licence: null, credit: null },
    rate: null,
  };
  const best = { name: APPLE, language: "ja-JP", description: "the best of Otoya and Kyoko" };
  const ofSystem = (platform === "darwin" ? [best, ...system] : system).map(
    ({ name, language, description }): VoiceOverview => ({
      ...unknown,
      ...{ name, language, description, licence: "macOS", state: "system", pack: null, pack_bytes: null },
      ...speedOf(name),
      is_default: name === usual,
    }),
  );
  const ofCatalog = voiceCatalog().map((voice): VoiceOverview => {
    const pack = voice.pack === null ? undefined : findPack(voice.pack);
    const isHere = voice.pack === null || installedPack(voice.pack) !== null;
    return {
      ...voice,
      ...{ description: null, state: isHere ? "here" : "pullable" },
      pack_bytes: pack === undefined ? null : bytesOf(pack),
      ...speedOf(voice.name),
      is_default: voice.name === usual,
    };
  });
  const ofServers = [...speeds.keys()].filter(isRemoteVoice).map(
    (name): VoiceOverview => ({
      ...unknown,
      ...{ name, language: null, state: "server", pack: null, pack_bytes: null },
      ...speedOf(name),
      is_default: false,
    }),
  );
  return [...ofSystem, ...ofCatalog, ...ofServers];
}
