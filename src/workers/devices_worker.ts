import { computeDevices } from "../../ffi/llm.ts";
import { EXIT } from "../errors.ts";

/**
 * Tells as JSON on stdout what ggml computes with. In a process of its own, since a library that was built for another
 * processor ends its process.
 *
 * @param words path of the shim, folder of libggml's variants
 */
export function runDevicesWorker([library = "", backends = ""]: readonly string[]): number {
  process.stdout.write(`${JSON.stringify(computeDevices(library, backends))}\n`);
  return EXIT.done;
}
