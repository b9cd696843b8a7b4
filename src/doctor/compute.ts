import { z } from "zod";
import type { Parts } from "../parts.ts";
import { selfCommand, selfEnvironment } from "../workers/self.ts";
import { type Check, type Finding, ok, warning } from "./check.ts";

const Devices = z.array(
  z.object({ name: z.string(), description: z.string(), features: z.array(z.string()) }),
);
type Devices = z.infer<typeof Devices>;

/** ggml numbers the GPUs that Metal knows, and called the only one by another name before. */
const METAL = /^(MTL\d*|Metal)$/;

/** What there is to compute with, as doctor tells it. */
export function foundDevices(devices: Devices, platform: NodeJS.Platform = process.platform): Finding {
  const what = devices
    .map(({ name, description, features }) =>
      [`${name} (${description})`, features.join(" ")].filter((part) => part !== "").join(": "),
    )
    .join("; ");
  return platform === "darwin" && !devices.some(({ name }) => METAL.test(name))
    ? warning(
        `${what}; without Metal`,
        "a virtual Mac has no GPU; on a real one, please report this: everything is translated, but slowly",
      )
    : ok(what);
}

/** What the model is computed with: which of ggml's variants was chosen for this processor, or the GPU. */
export const computeCheck = (parts: () => Parts): Check => ({
  name: "compute",
  run: async (signal) => {
    const { llm, llamaFolder } = parts();
    // In a process of its own: a library for another processor would end this one.
    const child = Bun.spawn(selfCommand("worker", "devices", llm, llamaFolder), {
      ...{ stdin: "ignore", stdout: "pipe", stderr: "pipe", signal, killSignal: "SIGKILL" },
      env: selfEnvironment({}),
    });
    const [text, complaint, code] = await Promise.all([
      child.stdout.text(),
      child.stderr.text(),
      child.exited,
    ]);
    if (code !== 0) {
      const ended = child.signalCode ?? `status ${code}`;
      return {
        state: "failed",
        what: `libllama cannot be used on this processor (${ended}) ${complaint.trim()}`.trim(),
        fix: "install the program for this kind of processor; nothing can be translated meanwhile, --no-translate speaks",
      };
    }
    return foundDevices(Devices.parse(JSON.parse(text)));
  },
});
