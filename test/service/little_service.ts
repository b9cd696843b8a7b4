import type { Listener } from "../../src/service/listener.ts";
import { answeringService, idleStatus } from "./answering.ts";

/** A process that answers as a service does, and ends when it is told to; with `stubborn`, it says so and stays. */
const [program = "", manner] = process.argv.slice(2);
const service: Listener = answeringService((message, connection) => {
  if (message.op === "status") connection.send({ event: "status", status: idleStatus(process.pid, program) });
  if (message.op !== "end") return;
  connection.send({ event: "done", sessions: [] });
  if (manner === "stubborn") return;
  void connection.drained(1000).then(() => {
    service.close();
    process.exit();
  });
}, program);
process.stdout.write("ready\n");
