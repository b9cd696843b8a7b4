import { toReading } from "../src/speech/readings/index.ts";

/** `bun scripts/readings.ts`: lines of Japanese on stdin, on stdout the line that a voice would be given for each. */
for await (const line of console) process.stdout.write(`${toReading(line)}\n`);
