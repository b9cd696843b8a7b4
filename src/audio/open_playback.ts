import type { SpeakOptions } from "../options.ts";
import type { Stdout } from "../stdout.ts";
import { tell } from "../terminal.ts";
import { DevicePlayback } from "./device_playback.ts";
import type { Listener, Playback } from "./playback.ts";
import type { Sink } from "./sink.ts";
import { SinkPlayback } from "./sink_playback.ts";
import { WavFile } from "./wav.ts";

/**
 * Opens what `--output` names: `device` plays, `null` drops the sound, `-` writes raw int16 LE to stdout, else a WAV
 * file.
 *
 * @param library path of the player library
 * @throws AppError OUTPUT_UNWRITABLE for a file that cannot be made
 */
export function openPlayback(
  { output, device, volume }: Pick<SpeakOptions, "output" | "device" | "volume">,
  library: string,
  stdout: Stdout,
  listener: Listener,
): Playback {
  return output === "device"
    ? new DevicePlayback(library, device ?? "", volume, listener, (line) => tell(`stream-tts-bun: ${line}`))
    : new SinkPlayback(openSink(output, stdout), volume, listener);
}

function openSink(output: string, stdout: Stdout): Sink {
  switch (output) {
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
