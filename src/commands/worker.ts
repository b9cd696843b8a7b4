import { defineCommand } from "citty";
import type { Command } from "../command.ts";
import { AppError } from "../errors.ts";

/** Hidden: what the main process starts for native code. */
export const workerCommand: Command = {
  definition: defineCommand({
    meta: { name: "worker", hidden: true, description: "Runs native code for the main process" },
  }),
  examples: "",
  async run([kind, ...words]) {
    switch (kind) {
      case "translator":
        return (await import("../workers/translator_worker.ts")).runTranslatorWorker();
      case "voice":
        return (await import("../workers/voice_worker.ts")).runVoiceWorker();
      case "bare-loop":
        return (await import("../workers/bare_worker.ts")).runBareWorker();
      case "busy":
        return (await import("../workers/busy_worker.ts")).runBusyWorker();
      case "devices":
        return (await import("../workers/devices_worker.ts")).runDevicesWorker(words);
      case "voices":
        return (await import("../workers/voices_worker.ts")).runVoicesWorker(words);
      default:
        throw new AppError("USAGE", {
          what: "`worker` is not a command for people",
          why: "the program starts it by itself",
          fix: "stream-tts-bun --help shows what there is",
        });
    }
  },
};
