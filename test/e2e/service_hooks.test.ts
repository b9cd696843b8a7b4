import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXECUTABLE } from "../../scripts/executable.ts";
import { readIfThere } from "../../scripts/setup/stamp.ts";
import { PulseServer } from "../../scripts/testing/pulse.ts";
import { RunningService, ServicePlace } from "../../scripts/testing/running_service.ts";
import { within } from "../../scripts/testing/within.ts";
import { LIMIT_MS } from "./program.ts";

setDefaultTimeout(LIMIT_MS);

const ECHO = ["--no-translate", "--voice", "echo"];
const POLL_MS = 10;

const SILENT = { code: 0, stdout: "", stderr: "" };

/** Runs `hook` as Claude Code does. */
const hook = (place: ServicePlace, input: object | string) =>
  place.run(["hook"], typeof input === "string" ? input : JSON.stringify(input));

/** The lines in which hooks told why something went nowhere. */
const logOf = ({ state }: ServicePlace) =>
  readIfThere(join(state, "stream-tts-bun", "hook.log"))?.split("\n") ?? [];

/** What was cut of an agent's session, and what of it sounded, in order. */
function spoken(service: RunningService, session: string) {
  const cut = service.events("utterance").filter((event) => event.session === session);
  const texts = new Map(cut.map(({ served_by, id, text }) => [`${served_by} ${id}`, text]));
  const sounds = service.events("audio").filter(({ n }) => n === 0);
  const heard = sounds.map(({ served_by, id }) => texts.get(`${served_by} ${id}`));
  return { cut: cut.map(({ text }) => text), heard: heard.filter((text) => text !== undefined) };
}

describe("a service and its hooks", () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await RunningService.start([...ECHO, "--output", "null"]);
  });
  afterAll(() => service[Symbol.dispose]());

  const given = async (object: object) => expect(await hook(service, object)).toEqual(SILENT);
  const ended = (session: string) =>
    service.until("the session's end", ({ sessions }) =>
      sessions.every(({ agentSession }) => agentSession !== session),
    );

  test("200 hooks at once: none is lost, and each session's words come in their order, once", async () => {
    const sessions = Array.from({ length: 10 }, (_, n) => `session-${n}`);
    const line = (session: string, message: number, index: number) =>
      `Line ${index} of message ${message} of ${session}.`;
    const lines = (session: string, message: number) =>
      Array.from({ length: message === 1 ? 12 : 7 }, (_, index) => line(session, message, index));
    const objects = (session_id: string) => [
      ...[1, 2].flatMap((message) =>
        lines(session_id, message).map((text, index, all) => ({
          ...{ hook_event_name: "MessageDisplay", session_id, message_id: `${session_id}-${message}` },
          ...{ index, final: index === all.length - 1, delta: `${text}\n` },
        })),
      ),
      { hook_event_name: "Stop", session_id, last_assistant_message: lines(session_id, 2).join("\n") },
    ];
    for (const session of sessions)
      for (const [at, object] of objects(session).entries())
        writeFileSync(join(service.folder, `${at + 100}-${session}.json`), JSON.stringify(object));
    // By a shell, because a process that starts so many answers nobody meanwhile.
    const all =
      'for object in *.json; do "$0" hook < "$object" & all="$all $!"; done; for one in $all; do wait $one || exit; done';
    const shell = Bun.spawn(["sh", "-c", all, EXECUTABLE], {
      stdio: ["ignore", "pipe", "pipe"],
      cwd: service.folder,
      env: { ...process.env, ...service.env },
      timeout: LIMIT_MS,
    });
    const said = await Promise.all([shell.stdout.text(), shell.stderr.text()]);
    expect([await shell.exited, ...said]).toEqual([0, "", ""]);
    // Beside other work, the service may take an object only when its hook has waited long enough.
    expect(logOf(service).filter((line) => !line.includes(": SERVICE_SILENT: "))).toEqual([]);
    for (const session_id of sessions)
      await given({ hook_event_name: "SessionEnd", session_id, reason: "exit" });
    for (const session of sessions) {
      const words = [...lines(session, 1), ...lines(session, 2)];
      // The service may know nothing of a session yet all of whose objects it holds back for older ones.
      await within(LIMIT_MS, () => spoken(service, session).heard.length >= words.length);
      await ended(session);
      expect(spoken(service, session)).toEqual({ cut: words, heard: words });
    }
    expect(await service.status()).toMatchObject({ malformed: 0, refused: 0, sessions: [] });
  });

  test("the last words of a turn are spoken as far as they were not shown", async () => {
    const of = { session_id: "turns" };
    const stop = (last_assistant_message: string) =>
      given({ hook_event_name: "Stop", ...of, last_assistant_message });
    await stop("Nothing was shown of this.");
    const shown = {
      hook_event_name: "MessageDisplay",
      ...of,
      message_id: "m",
      index: 0,
      delta: "This was shown.\n",
    };
    await given({ ...shown, final: true });
    await stop("This was shown.");
    await given({ ...shown, message_id: "n", final: false });
    await stop("This was shown.\nAnd this was not.");
    await given({ hook_event_name: "SessionEnd", ...of, reason: "exit" });
    await ended("turns");
    const words = ["Nothing was shown of this.", "This was shown.", "This was shown.", "And this was not."];
    expect(spoken(service, "turns")).toEqual({ cut: words, heard: words });
  });

  test("what is no object ends with 0 as well, and nobody is disturbed", async () => {
    expect(await hook(service, '{"hook_event_name": "Stop", "last')).toEqual(SILENT);
    expect(logOf(service).slice(-2)).toEqual([expect.stringContaining("no JSON object"), ""]);
    expect(await service.status()).toMatchObject({ malformed: 0, sessions: [] });
  });
});

test("what a service that hangs for a while was given meanwhile is spoken when it goes on", async () => {
  using service = await RunningService.start([...ECHO, "--output", "null"]);
  const [pid = 0] = service.services();
  process.kill(pid, "SIGSTOP");
  const words = ["This waits.", "And so does this."];
  const given = words.map((last_assistant_message) =>
    hook(service, { hook_event_name: "Stop", session_id: last_assistant_message, last_assistant_message }),
  );
  expect(await Promise.all(given)).toEqual([SILENT, SILENT]);
  expect(logOf(service)).toEqual([
    expect.stringMatching(/ Stop: SERVICE_SILENT: /),
    expect.stringMatching(/ Stop: SERVICE_SILENT: /),
    "",
  ]);
  process.kill(pid, "SIGCONT");
  await within(LIMIT_MS, () => words.every((session) => spoken(service, session).heard.length > 0));
  for (const session of words) expect(spoken(service, session)).toEqual({ cut: [session], heard: [session] });
});

test("without a service: silent, 0, and one line in the log", async () => {
  using place = new ServicePlace();
  const stop = { hook_event_name: "Stop", session_id: "s", last_assistant_message: "Words." };
  expect(await hook(place, stop)).toEqual(SILENT);
  expect(logOf(place)).toEqual([expect.stringMatching(/^\S+Z \d+ Stop: SERVICE_MISSING: /), ""]);
});

test("when the user writes, what was still to be heard is dropped, and what comes then is spoken", async () => {
  await using pulse = await PulseServer.start();
  using service = await RunningService.start([...ECHO, "--output", "device"], pulse.env);
  const given = async (object: object) => expect(await hook(service, object)).toEqual(SILENT);
  const of = { session_id: "s" };
  const sentences = Array.from({ length: 30 }, (_, n) => `Sentence ${n} takes its time.`);
  await given({ hook_event_name: "Stop", ...of, last_assistant_message: sentences.join(" ") });
  const played = () => service.events("played").map(({ id }) => id);
  while (played().length === 0) await Bun.sleep(POLL_MS);
  await given({ hook_event_name: "UserPromptSubmit", ...of, prompt: "Wait." });
  await given({ hook_event_name: "Stop", ...of, last_assistant_message: "I have stopped." });
  await given({ hook_event_name: "SessionEnd", ...of, reason: "exit" });
  await service.until("the session's end", ({ sessions }) => sessions.length === 0);
  const [skipped, ...more] = service.events("skipped");
  expect(more).toEqual([]);
  expect(skipped).toMatchObject({ reason: "user-turn" });
  const dropped = String(skipped?.what).match(/\d+/g)?.map(Number) ?? [];
  const heard = played();
  expect(heard.at(-1)).toBe(30);
  // One may have been in the middle of its sound.
  const whole = [...new Set([...heard, ...dropped])].toSorted((a, b) => Number(a) - Number(b));
  expect(whole).toEqual(Array.from({ length: 31 }, (_, n) => n));
  expect(dropped.length).toBeGreaterThan(20);
});
