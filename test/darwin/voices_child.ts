import { systemVoices } from "../../src/workers/system_voices.ts";
import { runVoicesWorker } from "../../src/workers/voices_worker.ts";

/** Prints what the system has for a library, asked as the program does: by a process of this same file. */
const [first = "", , ...words] = process.argv.slice(2);
if (first === "worker") process.exit(runVoicesWorker(words));

process.stdout.write(JSON.stringify(await systemVoices(first)));
