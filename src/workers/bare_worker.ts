import { BareLoop } from "../../ffi/bare_loop.ts";
import { reasonOf } from "../errors.ts";
import { dieWithParent, receive, send } from "./child.ts";
import { BareRequest } from "./protocol.ts";
import { BATCH_TOKENS, CONTEXT_TOKENS } from "./translator_worker.ts";

/** The hidden command that runs the bare loop; each request blocks until it is done. */
export async function runBareWorker(): Promise<never> {
  dieWithParent();
  let loop: BareLoop | null = null;
  return receive(BareRequest, (request) => {
    try {
      if (request.op === "open") {
        loop = BareLoop.open(request.library, request.backends, request.model, request.prefix, {
          contextTokens: CONTEXT_TOKENS,
          batchTokens: BATCH_TOKENS,
          threads: request.threads,
        });
        send({ event: "ready", loadUs: loop.loadUs });
      } else if (request.op === "run" && loop !== null) {
        const { ticket, sentence, suffix, maxTokens } = request;
        send({ event: "done", ticket, ...loop.run(sentence, suffix, maxTokens) });
      }
    } catch (error) {
      send({ event: "failed", ticket: request.op === "open" ? 0 : request.ticket, why: reasonOf(error) });
    }
  });
}
