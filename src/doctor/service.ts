import manifest from "../../package.json" with { type: "json" };
import { ask } from "../service/ask.ts";
import { leftoverUnit } from "../service/units/leftover.ts";
import { type Check, ok, warning } from "./check.ts";

/** The service's event loop is never held for longer than a few ms. */
const LIMIT_MS = 3000;

/** Whether the resident service runs, answers and is of this version; it need not run. */
export const serviceCheck: Check = {
  name: "service",
  run: async (signal) => {
    const leftover = leftoverUnit();
    if (leftover !== null)
      return {
        state: "failed",
        what: `${leftover.path} starts ${leftover.missing}, which is not there`,
        fix: "stream-tts-bun serve --install writes it anew, stream-tts-bun serve --uninstall removes it",
      };
    const asked = await ask({ op: "status" }, { signal, limitMs: LIMIT_MS });
    if (asked === null) return ok("none; stream-tts-bun serve or --spawn starts one");
    const { pid, program, model } = asked.answer.status;
    const translates = model === null ? "without a model" : `translates with ${model.name}`;
    const what = `process ${pid}, version ${program}, ${translates}`;
    return program === manifest.version
      ? ok(what)
      : warning(`${what}; this is ${manifest.version}`, "restart it: stream-tts-bun stop");
  },
};
