import type { Command } from "../command.ts";

type Load = () => Promise<Command>;

/** Imported only when they run, because `--version` must not pay for the pipeline. Some names are of two words. */
export const commands: Record<string, Load> = {
  speak: async () => (await import("./speak.ts")).speakCommand,
  translate: async () => (await import("./translate.ts")).translateCommand,
  models: async () => (await import("./models/index.ts")).modelsCommand,
  "models list": async () => (await import("./models/list.ts")).listCommand,
  "models pull": async () => (await import("./models/pull.ts")).pullCommand,
  "models verify": async () => (await import("./models/verify.ts")).verifyCommand,
  "models trim": async () => (await import("./models/trim.ts")).trimCommand,
  "models bundle": async () => (await import("./models/bundle.ts")).bundleCommand,
  "models unbundle": async () => (await import("./models/unbundle.ts")).unbundleCommand,
  voices: async () => (await import("./voices/index.ts")).voicesCommand,
  "voices list": async () => (await import("./voices/list.ts")).listCommand,
  "voices try": async () => (await import("./voices/try.ts")).tryCommand,
  "voices pull": async () => (await import("./voices/pull.ts")).pullCommand,
  "voices verify": async () => (await import("./voices/verify.ts")).verifyCommand,
  bench: async () => (await import("./bench.ts")).benchCommand,
  doctor: async () => (await import("./doctor.ts")).doctorCommand,
  serve: async () => (await import("./serve.ts")).serveCommand,
  ctl: async () => (await import("./ctl.ts")).ctlCommand,
  status: async () => (await import("./status.ts")).statusCommand,
  stop: async () => (await import("./stop.ts")).stopCommand,
  hook: async () => (await import("./hook/index.ts")).hookCommand,
  "hook install": async () => (await import("./hook/install.ts")).installCommand,
  "hook uninstall": async () => (await import("./hook/uninstall.ts")).uninstallCommand,
  config: async () => (await import("./config/index.ts")).configCommand,
  "config show": async () => (await import("./config/show.ts")).showCommand,
  completions: async () => (await import("./completions.ts")).completionsCommand,
  worker: async () => (await import("./worker.ts")).workerCommand,
};

/** What is done where no command is named. */
export const DEFAULT_COMMAND = "speak";
