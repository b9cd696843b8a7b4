import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { ask } from "../../src/service/ask.ts";
import type { ControlRequest } from "../../src/service/control_messages.ts";
import type { Listener } from "../../src/service/listener.ts";
import { type Answering, answeringService, idleStatus, OwnFolders } from "./answering.ts";

let folder: OwnFolders;
let listener: Listener | null = null;
beforeEach(() => {
  folder = new OwnFolders();
});
afterEach(() => {
  listener?.close();
  listener = null;
  folder[Symbol.dispose]();
});

const serve = (answer: Answering) => {
  listener = answeringService(answer);
};

describe("a question to the service", () => {
  test("is null where there is none", async () => {
    expect(await ask({ op: "status" })).toBeNull();
  });

  test("comes back with the answer and with who gave it, and leaves no connection", async () => {
    const heard: ControlRequest[] = [];
    serve((message, connection) => {
      heard.push(message);
      if (message.op === "status") connection.send({ event: "status", status: idleStatus() });
      else connection.send({ event: "done", sessions: ["1", "2"] });
    });
    const asked = await ask({ op: "status" });
    expect(asked?.answer.status).toEqual(idleStatus());
    expect(asked?.hello).toMatchObject({ program: "1.2.3", pid: process.pid });
    const done = await ask({ op: "control", control: { action: "pause" }, session: null });
    expect(done?.answer.sessions).toEqual(["1", "2"]);
    expect(heard.map(({ op }) => op)).toEqual(["status", "control"]);
    while (listener?.connections !== 0) await Bun.sleep(1);
  });

  const refusal = { event: "failed", what: "there is no session x", why: "there are 1 and 2", fix: "look" };
  test.each([
    ["a session that is not there", "SESSION_UNKNOWN", (_, c) => c.send(refusal)],
    ["a service that goes away", "SERVICE_LOST", (_, c) => c.close()],
    ["another answer", "SERVICE_UNSUITABLE", (_, c) => c.send({ event: "taken" })],
    ["an answer of a later version", "SERVICE_UNSUITABLE", (_, c) => c.send({ event: "later" })],
    ["no answer", "SERVICE_SILENT", () => {}],
  ] satisfies [string, string, Answering][])("%s is told as %s", async (_, code, answer) => {
    serve(answer);
    const asking = ask({ op: "control", control: { action: "stop" }, session: "x" }, { limitMs: 100 });
    expect(await asking.then(String, ({ code }) => code)).toBe(code);
    while (listener?.connections !== 0) await Bun.sleep(1);
  });

  test("says of a refusal what the service said", async () => {
    serve((_, connection) => connection.send(refusal));
    const { event: _, ...text } = refusal;
    expect(await ask({ op: "end" }).catch((error) => error)).toMatchObject({
      code: "SERVICE_REFUSED",
      ...text,
    });
  });

  test("ends with the signal", async () => {
    const stop = new AbortController();
    serve(() => stop.abort(new Error("enough")));
    await expect(ask({ op: "status" }, { signal: stop.signal })).rejects.toThrow("enough");
    while (listener?.connections !== 0) await Bun.sleep(1);
  });
});
