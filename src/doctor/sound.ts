import { DevicePlayback } from "../audio/device_playback.ts";
import type { Parts } from "../parts.ts";
import { type Check, ok } from "./check.ts";

const NOBODY = { clauseStarts() {}, clausePlayed() {}, utteranceEnds() {}, failed() {} };

/** Whether there is a device to play on. Nothing sounds. */
export const soundCheck = (parts: () => Parts, device: string): Check => ({
  name: "sound",
  run: async () => {
    const playback = new DevicePlayback(parts().player, device, 1, NOBODY, () => {});
    try {
      await playback.open();
      return ok(playback.device);
    } finally {
      playback.close();
    }
  },
});
