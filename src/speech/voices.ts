import { AppError } from "../errors.ts";
import type { Parts } from "../parts.ts";

/** A voice and what its backend needs to open it (native/voice.h). */
export interface VoiceChoice {
  readonly name: string;
  readonly library: string;
  /** First argument of tts_voice_open: an .htsvoice file, or the echo voice's script. */
  readonly source: string;
  /** Second argument: the pronunciation dictionary, or nothing. */
  readonly data: string;
}

export const DEFAULT_VOICE = "mei";
const ECHO = /^echo(:.*)?$/;

/**
 * Finds a voice by name.
 *
 * `echo` is a voice for tests: it encodes the text in the sound instead of speaking it.
 *
 * @throws AppError VOICE_UNKNOWN with the names there are
 */
export function chooseVoice(name: string, parts: Parts): VoiceChoice {
  if (ECHO.test(name)) return { name, library: parts.echo, source: name, data: "" };
  const source = parts.htsVoices[name];
  if (source !== undefined) return { name, library: parts.openJTalk, source, data: parts.dictionary };
  throw new AppError("VOICE_UNKNOWN", {
    what: `there is no voice named ${name}`,
    why: `the voices here are: ${Object.keys(parts.htsVoices).join(", ")}`,
    fix: `pass one of them to --voice, or leave it out for ${DEFAULT_VOICE}`,
  });
}
