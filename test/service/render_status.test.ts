import { expect, test } from "bun:test";
import type { ServiceStatus } from "../../src/service/control_messages.ts";
import { renderStatus } from "../../src/service/render_status.ts";
import { idleStatus } from "./answering.ts";

const session = {
  ...{ agentSession: null, doing: "idle", queued: 0, spoken: 0, rate: 1, pid: null, hasTurn: false },
} as const;

test("a service that has nothing to do", () => {
  expect(renderStatus(idleStatus(4711))).toMatchInlineSnapshot(`
    "running: process 4711, version 1.2.3, for 2 h 5 min
    model   none: what comes is spoken as it is
    voices  none is open
    memory  61 MB
    socket  /run/user/1000/stream-tts-bun/socket

    no sessions
    "
  `);
});

test("one that is busy, whose turns and names are told", () => {
  const status: ServiceStatus = {
    ...idleStatus(4711),
    uptime_ms: 65_000,
    model: {
      ...{ name: "qwen2.5-coder-1.5b", path: "/models/q.gguf", loaded: true },
      ...{ translated_tokens: 48_213, tokens_per_second: 31.24 },
    },
    voices: ["mei", "takumi"],
    memory_bytes: 1_523_000_000,
    sessions: [
      {
        ...session,
        id: "1",
        kind: "pipe",
        pid: 4720,
        doing: "speaking",
        queued: 12,
        spoken: 340,
        hasTurn: true,
      },
      { ...session, id: "12", kind: "hook", agentSession: "0b3f12a4-77aa-4b02", doing: "waiting", queued: 3 },
      { ...session, id: "13", kind: "hook", agentSession: "night\u001b[2Jly", doing: "muted", rate: 1.5 },
    ],
    refused: 1,
    malformed: 10_000,
  };
  expect(renderStatus(status)).toMatchInlineSnapshot(`
    "running: process 4711, version 1.2.3, for 1 min 5 s
    model    qwen2.5-coder-1.5b, loaded, 31.2 tokens/s, 48213 tokens so far
    voices   mei, takumi
    memory   1.52 GB
    socket   /run/user/1000/stream-tts-bun/socket
    refused  1 client, 10000 malformed frames

       ID  KIND  AGENT SESSION  PROCESS  DOING     RATE  QUEUED  SPOKEN
    *  1   pipe                 4720     speaking  1.00  12      340
       12  hook  0b3f12a4-77…            waiting   1.00  3       0
       13  hook  night�[2Jly             muted     1.50  0       0

    * has its turn to speak
    "
  `);
});

test("one whose model is unloaded, on a system that does not tell the memory", () => {
  const model = {
    ...{ name: "small", path: "/s.gguf", loaded: false, translated_tokens: 1, tokens_per_second: null },
  };
  expect(
    renderStatus({ ...idleStatus(4711), model, memory_bytes: null, malformed: 1 }),
  ).toMatchInlineSnapshot(`
    "running: process 4711, version 1.2.3, for 2 h 5 min
    model    small, unloaded until it is needed, 1 token so far
    voices   none is open
    memory   not known
    socket   /run/user/1000/stream-tts-bun/socket
    refused  1 malformed frame

    no sessions
    "
  `);
});

test.each([
  [0, "0 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [3_599_000, "59 min 59 s"],
  [3_601_000, "1 h"],
  [86_400_000, "1 d"],
  [200_000_000, "2 d 7 h"],
])("%d ms are %s", (uptime_ms, text) => {
  expect(renderStatus({ ...idleStatus(), uptime_ms })).toContain(`, for ${text}\n`);
});
