import { join } from "node:path";
import { AppError } from "../errors.ts";
import { nearNames } from "../near_names.ts";
import type { Parts } from "../parts.ts";
import { installedPack } from "../voice_packs/installed.ts";
import { isRemoteVoice, parseRemoteVoice, type RemoteVoiceChoice } from "./remote/remote_voice.ts";
import { findVoice, voiceCatalog } from "./voice_catalog.ts";

/** A voice in a process of this program, and what its backend needs to open it (native/voice.h). */
export interface NativeVoiceChoice {
  readonly kind: "native";
  /** Its own name, whichever of its names it was asked for by. */
  readonly name: string;
  readonly library: string;
  /** First argument of tts_voice_open: an .htsvoice or .npy file, the name of an Apple voice, or the echo voice's script. */
  readonly source: string;
  /** Second argument: the pronunciation dictionary, or nothing. */
  readonly data: string;
}

export type VoiceChoice = NativeVoiceChoice | RemoteVoiceChoice;

/** The best of Otoya and Kyoko that is installed, as the library on AVSpeechSynthesizer finds it. */
export const APPLE = "apple";
/** Where there are no Apple voices. */
const MEI = "mei";
const ECHO = /^echo(:.*)?$/;
/** What people who know a Mac's voices write: two of them, any by its identifier, and the older engine. */
const ON_A_MAC = /^(apple|otoya|kyoko|com\.apple\..+|ns:.*)$/i;

/** The names of voices that every installation on such a system knows, the one that it speaks with by itself first. */
export function usualVoices(platform: NodeJS.Platform): string[] {
  const ours = voiceCatalog().flatMap(({ name, aliases }) => [...aliases, name]);
  return platform === "darwin" ? [APPLE, "otoya", "kyoko", ...ours] : ours;
}

/**
 * Finds a voice by name, or by the address of the server that has it.
 *
 * `echo` is a voice for tests: it encodes the text in the sound instead of speaking it. On a Mac every name that is no
 * voice of ours goes to the system, which knows when it is opened which voices are installed.
 *
 * @param name undefined for the one that suits this machine: Apple's on a Mac, elsewhere `mei`
 * @throws AppError VOICE_UNKNOWN with the names there are; VOICE_MISSING for a voice whose pack has to be pulled first;
 *   USAGE for an address that is none
 */
export function chooseVoice(name: string | undefined, parts: Parts): VoiceChoice {
  const { apple } = parts;
  if (name === undefined) return chooseVoice(apple === undefined ? MEI : APPLE, parts);
  if (isRemoteVoice(name)) return parseRemoteVoice(name);
  if (ECHO.test(name)) return native(name, parts.echo, name);
  const file = Object.hasOwn(parts.htsVoices, name) ? parts.htsVoices[name] : undefined;
  if (file !== undefined) return native(name, parts.openJTalk, file, parts.dictionary);
  const known = findVoice(name);
  if (known !== undefined && known.pack !== null) return packed(known.name, known.pack, parts);
  if (apple !== undefined) return native(name, apple, name);
  throw unknown(name, parts);
}

function native(name: string, library: string, source: string, data = ""): NativeVoiceChoice {
  return { kind: "native", name, library, source, data };
}

function packed(name: string, pack: string, parts: Parts): NativeVoiceChoice {
  const folder = installedPack(pack);
  if (folder !== null)
    return native(name, parts.kokoro, join(folder, "styles", `${name}.npy`), parts.dictionary);
  throw new AppError("VOICE_MISSING", {
    what: `the voice ${name} is not here yet`,
    why: `its voice pack ${pack} is not installed, or not whole`,
    fix: `stream-tts-bun voices pull ${pack}`,
  });
}

function unknown(name: string, { htsVoices }: Parts): AppError {
  const pulled = voiceCatalog().filter(({ pack }) => pack !== null && installedPack(pack) !== null);
  const here = [...Object.keys(htsVoices), ...pulled.map((voice) => voice.name)];
  const near = nearNames(name, [...here, ...usualVoices("linux")]);
  const whys = [
    ...(ON_A_MAC.test(name) ? ["Apple's voices are on a Mac only"] : []),
    ...(near.length > 0 ? [`there is ${near.join(", ")}`] : []),
    `the voices here are: ${here.join(", ")}`,
  ];
  return new AppError("VOICE_UNKNOWN", {
    what: `there is no voice named ${name}`,
    why: whys.join("; "),
    fix: `pass one of them to --voice, or leave it out for ${MEI}; stream-tts-bun voices tells of all`,
  });
}
