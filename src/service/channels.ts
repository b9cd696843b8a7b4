/** The channel of the translator; see {@link voiceChannel} for the others. */
export const TRANSLATOR_CHANNEL = "translator";

const VOICE = "voice:";

/** The channel of a voice. */
export function voiceChannel(name: string): string {
  return VOICE + name;
}

/** The name of a channel's voice; null when it is no voice's. */
export function voiceOf(channel: string): string | null {
  return channel.startsWith(VOICE) ? channel.slice(VOICE.length) : null;
}
