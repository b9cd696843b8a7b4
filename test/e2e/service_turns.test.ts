import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { manySessions } from "../../scripts/testing/many_sessions.ts";
import { PulseServer } from "../../scripts/testing/pulse.ts";
import { RunningService } from "../../scripts/testing/running_service.ts";
import { heard } from "./echo.ts";
import { assistant, LIMIT_MS, Program } from "./program.ts";

/** Sessions that speak through the service sound one after the other, a message each. */
setDefaultTimeout(LIMIT_MS);

/** The short form of scripts/sessions.sh. */
test("eight sessions at once: nothing lost, doubled or out of order, and no two sound at the same moment", async () => {
  const found = await manySessions(8, 120);
  expect(found).toMatchObject({
    ...{ failed: [], utterances: 120, lost: 0, doubled: 0, outOfOrder: 0, overlapping: 0, broken: 0 },
    // One for each message.
    turns: 40,
  });
  // Everybody else once, and the session that the user wrote in last before each of them.
  expect(found.longestWait).toBeLessThanOrEqual(2 * 8);
});

describe("on a device", () => {
  const ECHO = ["--no-translate", "--voice", "echo"];
  let server: PulseServer;
  let service: RunningService;
  beforeAll(async () => {
    server = await PulseServer.start();
    service = await RunningService.start(ECHO, server.env);
  });
  afterAll(async () => {
    service[Symbol.dispose]();
    await server[Symbol.asyncDispose]();
  });

  /** A client of the service, whose input is still open. */
  function client(clients: DisposableStack) {
    return clients.use(new Program()).start([...ECHO, "--server", "require"], service.env);
  }

  const untilWaiting = (...pids: number[]) =>
    service.until("they wait", ({ sessions }) =>
      pids.every((pid) => sessions.some((one) => one.pid === pid && one.doing === "waiting")),
    );

  test("two agents with several messages each: message by message, in turns", async () => {
    await using recording = await server.record();
    using clients = new DisposableStack();
    const both = [client(clients), client(clients)];
    await service.until("both are there", ({ sessions }) => sessions.length === 2);
    for (const [i, { stdin }] of both.entries()) {
      stdin.write(
        [...(["あい", "か"][i] ?? "")].map((name) => assistant(`${name}の初め。${name}の終わり。`)).join(""),
      );
      stdin.end();
    }
    expect(await Promise.all(both.map(({ exited }) => exited))).toEqual([0, 0]);
    await recording.more(200);
    const order = [...heard(recording.samples()).matchAll(/(.)の初め。\1の終わり。/gv)];
    expect(order.map(([text]) => text).join("")).toBe(heard(recording.samples()));
    const names = order.map(([, name]) => name).join("");
    expect(["あかい", "かあい"]).toContain(names);
  });

  test("the session that the user wrote in last comes next", async () => {
    await using recording = await server.record();
    using clients = new DisposableStack();
    const [speaking, late, early] = [client(clients), client(clients), client(clients)];
    const all = [speaking, late, early];
    await service.until("all are there", ({ sessions }) => sessions.length === 3);
    // A message that goes on until the input ends, so that both others have come by then.
    const delta = {
      type: "content_block_delta",
      index: 0,
      delta: { type: "text_delta", text: "話す人です。".repeat(2) },
    };
    speaking.stdin.write(`${JSON.stringify({ type: "stream_event", event: delta })}\n`);
    speaking.stdin.flush();
    await recording.until("it speaks", (so_far) => heard(so_far.samples()).length > 0);
    early.stdin.write(assistant("先に来た。"));
    early.stdin.flush();
    await untilWaiting(early.pid);
    const wrote = { type: "user", message: { role: "user", content: "And now?" } };
    late.stdin.write(`${JSON.stringify(wrote)}\n${assistant("後から来た。")}`);
    late.stdin.flush();
    await untilWaiting(early.pid, late.pid);
    for (const { stdin } of all) stdin.end();
    expect(await Promise.all(all.map(({ exited }) => exited))).toEqual([0, 0, 0]);
    await recording.more(200);
    expect(heard(recording.samples())).toBe("話す人です。話す人です。後から来た。先に来た。");
  });
});
