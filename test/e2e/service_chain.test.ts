import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { RunningService } from "../../scripts/testing/running_service.ts";
import { heard } from "./echo.ts";
import { assistant, LIMIT_MS, Program } from "./program.ts";
import { SpeakingServer } from "./speaking_server.ts";

/** Voices in order of preference, by way of the resident service. */
setDefaultTimeout(LIMIT_MS);

const FAILS = "echo:fail@二番";
const SENTENCES = ["一番です。", "二番です。", "三番です。"];

let service: RunningService;
beforeAll(async () => {
  service = await RunningService.start([
    ...["--no-translate", "--output", "null"],
    ...["--voice", `http://127.0.0.1:9/v1?voice=a,${FAILS},echo`],
  ]);
});
afterAll(() => service[Symbol.dispose]());

/** A client's run, all of whose voices but a server's are the service's. */
async function spoken(voices: string) {
  using program = new Program();
  const flags = ["--no-translate", "--server", "require", "--voice", voices, "--output", program.wav];
  const { code, stderr } = await program.run(flags, SENTENCES.map(assistant).join(""), service.env);
  const voicesHeard = program.events("audio").map(({ id, voice }) => `${id} ${voice}`);
  return { code, stderr, text: heard(program.samples()), voices: voicesHeard };
}

test("a service whose first voice is a server's warms the first of its own", async () => {
  expect((await service.status())?.voices).toEqual([FAILS]);
});

test("a client's chain goes on with another of the service's voices", async () => {
  const { code, text, voices, stderr } = await spoken(`${FAILS},echo`);
  expect({ code, text }).toEqual({ code: 0, text: SENTENCES.join("") });
  expect(voices.slice(0, 2)).toEqual([`0 ${FAILS}`, "1 echo"]);
  expect(stderr.match(/; echo goes on$/gm)).toHaveLength(1);
  expect((await service.status())?.voices).toEqual([FAILS, "echo"]);
});

test("a client asks a server by itself, and goes on with the service's voice", async () => {
  await using server = new SpeakingServer();
  server.failsAt = "二番";
  const { code, text, voices } = await spoken(`${server.address}/v1?voice=a,echo`);
  expect(server.said).toEqual(["一番です。"]);
  expect({ code, text }).toEqual({ code: 0, text: SENTENCES.slice(1).join("") });
  expect(voices.map((line) => line.at(0))).toEqual(["0", "1", "2"]);
  expect((await service.status())?.voices).toEqual([FAILS, "echo"]);
});

test("a session that lives in the service has the service's chain", async () => {
  for (const sentence of SENTENCES) await service.ctl("say", sentence);
  await service.until("all was said", ({ sessions }) =>
    sessions.some(
      ({ kind, queued, spoken }) => kind === "hook" && queued === 0 && spoken === SENTENCES.length,
    ),
  );
  const said = service.events("audio").map(({ id, voice }) => `${id} ${voice}`);
  expect(said.slice(0, 2)).toEqual([`0 ${FAILS}`, "1 echo"]);
  expect(said).toHaveLength(SENTENCES.length);
  const [first, second] = service.events("handover");
  expect(first).toMatchObject({ id: 0, to: FAILS, why: "failed", served_by: expect.any(String) });
  expect(second).toMatchObject({ id: 1, from: FAILS, to: "echo", why: "failed" });
});
