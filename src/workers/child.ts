import { dlopen } from "bun:ffi";
import { writeSync } from "node:fs";
import type { z } from "zod";
import { systemCodeOf } from "../errors.ts";
import { endWithProcess } from "./end_with_process.ts";
import { encodeFrame, FrameReader } from "./frames.ts";
import { EVENTS_FD } from "./protocol.ts";
import { isOrphan } from "./self.ts";

const PR_SET_PDEATHSIG = 1; // <sys/prctl.h>
const SIGKILL = 9;

/**
 * Makes the system end this process together with its parent, even when the parent is killed and native code is
 * blocking us; the closed pipe (see {@link receive}) is only seen between two calls of native code.
 */
export function dieWithParent(): void {
  if (process.platform === "linux") {
    const libc = dlopen("libc.so.6", { prctl: { args: ["i32", "u64"], returns: "i32" } });
    libc.symbols.prctl(PR_SET_PDEATHSIG, SIGKILL);
  } else if (process.platform === "darwin") {
    endWithProcess(process.ppid);
  }
  // The parent may have died before the call; then nobody will send the signal any more.
  if (isOrphan()) process.exit(1);
}

/** Sends one event to the main process; blocks while the pipe is full. Ends the process when the reader is gone. */
export function send(header: unknown, body?: Uint8Array): void {
  const frame = encodeFrame(header, body);
  let sent = 0;
  while (sent < frame.length) {
    try {
      sent += writeSync(EVENTS_FD, frame, sent);
    } catch (error) {
      if (systemCodeOf(error) !== "EAGAIN") process.exit(1);
      Bun.sleepSync(1);
    }
  }
}

/**
 * Hands every request on stdin to `handle`, in order, and ends the process when the pipe closes: a worker without a
 * main process has nothing to live for.
 */
export async function receive<Request>(
  schema: z.ZodType<Request>,
  handle: (request: Request) => void,
): Promise<never> {
  const frames = new FrameReader();
  for await (const chunk of Bun.stdin.stream()) {
    for (const frame of frames.push(chunk)) handle(schema.parse(frame.header));
  }
  process.exit(0);
}

/** Lets pending input be read between two blocking calls. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
