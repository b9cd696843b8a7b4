import { Voice } from "../../ffi/voice.ts";
import { EXIT } from "../errors.ts";

/**
 * Tells as JSON on stdout which voices the system has for a voice library. In a process of its own, since native code may
 * end its process, and because Apple's frameworks want the main thread, where asking may take a while.
 *
 * @param words path of the voice library
 */
export function runVoicesWorker([library = ""]: readonly string[]): number {
  process.stdout.write(`${JSON.stringify(Voice.names(library))}\n`);
  return EXIT.done;
}
