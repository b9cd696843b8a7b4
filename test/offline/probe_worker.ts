import { reach } from "./reach.ts";

declare const self: Worker;

/** Tries to reach an address when it is told to, and says how that went. */
self.onmessage = async ({ data }: MessageEvent<string>) => {
  self.postMessage(await reach(() => fetch(data)));
};
self.postMessage("started");
