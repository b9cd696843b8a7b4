import { AppError, EXIT, reasonOf } from "../../errors.ts";
import { isOfflineWished } from "../../offline/wish.ts";
import { handOver } from "../../service/hooks/hand_over.ts";
import { logHook } from "../../service/hooks/hook_log.ts";
import { readHookObject } from "../../service/hooks/read_object.ts";

/**
 * Hands the hook's object on stdin to the service. Whatever happens, it is done: an agent takes an exit code for a wish (2
 * keeps Claude Code from stopping, or from hearing its user), and what is printed for an answer. What went wrong is told in
 * the log.
 *
 * @param argv what stands behind `hook`; there is nothing that it takes
 */
export async function runHook(argv: readonly string[]): Promise<number> {
  process.on("uncaughtException", (error) => {
    logHook(told("-", error));
    process.exit(EXIT.done);
  });
  let event = "-";
  try {
    if (argv.length > 0)
      logHook(told(event, new Error(`it takes no ${argv.join(" ")}, and goes on without it`)));
    if (isOfflineWished(false)) (await import("../../offline/enforce.ts")).enforceOffline();
    const input = await readHookObject(Bun.stdin.stream());
    event = input.event;
    await handOver(input.bytes, performance.timeOrigin);
  } catch (error) {
    logHook(told(event, error));
  }
  return EXIT.done;
}

function told(event: string, error: unknown): string {
  return `${process.pid} ${event}: ${error instanceof AppError ? error.code : "FAILED"}: ${reasonOf(error)}`;
}
