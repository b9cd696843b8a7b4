import { AppError, reasonOf } from "../errors.ts";
import { noteOfflineEnforced } from "./enforced.ts";
import { openInternetSockets } from "./open_internet_sockets.ts";
import { openNetworkSockets } from "./open_sockets.ts";
import { enterSandboxWithoutInternet } from "./sandbox.ts";
import { forbidNetworkSockets } from "./seccomp.ts";

/**
 * Has the kernel see to it that neither this process nor any that it starts can open a socket which leaves the machine,
 * until they end. Unix sockets stay: a sound server listens on one. What such a server does is its own affair.
 *
 * @throws AppError OFFLINE_UNENFORCEABLE where this kernel cannot or will not, since a promise alone is worth nothing; or
 *   when a network socket has been open since before our first line
 */
export function enforceOffline(): void {
  try {
    enforce();
  } catch (error) {
    const otherWay = process.platform === "linux" ? "; unshare -rn stream-tts-bun … is another way" : "";
    throw unenforceable(reasonOf(error), `give --no-offline and unset STREAM_TTS_OFFLINE${otherWay}`, error);
  }
  noteOfflineEnforced();
  // Only now: what was looked for before the filter could still have been opened behind the look.
  const [open] = process.platform === "darwin" ? openInternetSockets() : openNetworkSockets();
  if (open !== undefined)
    throw unenforceable(
      `descriptor ${open} has been a network socket since before the program's first line`,
      "hand it a pipe or a file instead, and unset BUN_INSPECT",
    );
}

function enforce(): void {
  if (process.platform === "linux") forbidNetworkSockets();
  else if (process.platform === "darwin") enterSandboxWithoutInternet();
  else throw new Error(`there is no way known to do that on ${process.platform}`);
}

function unenforceable(why: string, fix: string, cause?: unknown): AppError {
  const what = "nothing was done, because this run cannot be kept from the network";
  return new AppError("OFFLINE_UNENFORCEABLE", { what, why, fix }, cause);
}
