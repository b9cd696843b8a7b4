import { AppError } from "../errors.ts";
import type { Stdout } from "../stdout.ts";
import type { Sink } from "./sink.ts";
import { WavFile } from "./wav.ts";

/**
 * Opens what `--output` names: `null` drops the sound, `-` writes raw int16 LE to stdout, else a WAV file.
 *
 * @throws AppError OUTPUT_UNSUPPORTED for `device`, OUTPUT_UNWRITABLE for a file that cannot be made
 */
export function openSink(output: string, stdout: Stdout): Sink {
  switch (output) {
    case "device":
      throw new AppError("OUTPUT_UNSUPPORTED", {
        what: "this version cannot play on a sound device yet",
        why: "--output device is the default, and the player is not part of this version",
        fix: "pass --output FILE.wav, or pipe: --output - | aplay -t raw -f S16_LE -r 48000 -c 1",
      });
    case "null":
      return { write: async () => {}, close: () => {} };
    case "-":
      return {
        write: (pcm) => stdout.write(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength)),
        close: () => {},
      };
    default:
      return new WavFile(output);
  }
}
