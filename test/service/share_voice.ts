import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadParts } from "../../src/parts.ts";
import { type Connection, connectionHandlers } from "../../src/service/connection.ts";
import { LinkWorkers } from "../../src/service/link_workers.ts";
import { WorkerPool } from "../../src/service/pool.ts";
import { ServedWorkers } from "../../src/service/serve_worker.ts";
import { SessionEvent, SessionRequest } from "../../src/service/session_messages.ts";
import { NATURAL } from "../../src/speech/synthesizer.ts";
import { voiceOpening, WorkerSynthesizer } from "../../src/speech/worker_synthesizer.ts";
import { heard } from "../e2e/echo.ts";

const NEVER = new AbortController().signal;

/**
 * `bun test/service/share_voice.ts CLAUSES SIGNAL…`: two clients, each by a connection of its own, speak so many clauses with
 * one pooled echo voice, and each signal goes to the voice's process in the middle of it. Prints one JSON object.
 */
const [first = "", ...signals] = process.argv.slice(2);
if (first === "worker") {
  // The workers of this process are started with its own script.
  await import("../../src/main.ts");
} else {
  console.log(JSON.stringify(await share(Number(first), signals)));
}

async function share(clauses: number, signals: string[]) {
  const library = loadParts().echo;
  const echo = (name: string) => ({ kind: "native", name, library, source: name, data: "" }) as const;
  const pool = new WorkerPool({
    translator: null,
    voice: (name) => voiceOpening(echo(name)),
    unloadAfterMs: Number.POSITIVE_INFINITY,
  });
  const folder = mkdtempSync(join(tmpdir(), "stream-tts-bun-"));
  const path = join(folder, "socket");
  let sessions = 0;
  const listener = Bun.listen({
    unix: path,
    socket: connectionHandlers(
      (connection) => {
        const id = `${++sessions}`;
        const served = new ServedWorkers(pool.workers(id), (message, body) => connection.send(message, body));
        connection.receive(SessionRequest, (message) => {
          if (message.op === "worker") served.receive(message);
        });
      },
      () => {},
    ),
  });
  const lost: string[] = [];
  const killed: number[] = [];
  const client = async (name: string) => {
    const { promise, resolve } = Promise.withResolvers<Connection>();
    await Bun.connect({ unix: path, socket: connectionHandlers(resolve, () => {}) });
    const connection = await promise;
    const send = (message: object) => connection.send(message);
    const workers = new LinkWorkers({ send, translator: false, isRequired: true, onUnusable: console.error });
    connection.receive(SessionEvent, (message, body) => {
      if (message.event === "worker" || message.event === "lost") workers.receive(message, body);
    });
    const voice = new WorkerSynthesizer(workers, echo("echo"), ({ code }) => lost.push(code));
    await voice.open();
    let text = "";
    for (let clause = 0; clause < clauses; clause++) {
      const chunks: Int16Array[] = [];
      for await (const { pcm } of voice.speak(`${name}の${clause}番目の文です。`, NATURAL, NEVER)) {
        chunks.push(pcm);
        // In the middle of a clause, now and then.
        if (name !== "甲" || chunks.length > 1 || clause % 5 !== 2) continue;
        const signal = signals.shift();
        if (signal === undefined) continue;
        for (const pid of pool.status.pids) {
          killed.push(pid);
          process.kill(pid, signal);
        }
      }
      text += heard(Int16Array.from(chunks.flatMap((chunk) => [...chunk])));
    }
    connection.close();
    return text;
  };
  try {
    const texts = await Promise.all([client("甲"), client("乙")]);
    return { texts, lost, killed, left: pool.status.pids };
  } finally {
    pool.kill();
    listener.stop(true);
    rmSync(folder, { recursive: true });
  }
}
