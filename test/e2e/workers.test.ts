import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { EXECUTABLE } from "../../scripts/executable.ts";
import { heard } from "./echo.ts";
import { assistant, LIMIT_MS, Program, SMALL_MODEL, translations } from "./program.ts";

setDefaultTimeout(LIMIT_MS);

const ECHO = ["--no-translate", "--voice", "echo"];
const LONG =
  "I looked at the failing test, and I found that the server, which starts in another process, does not close its port.";

describe("a worker that dies is started again and nothing is lost", () => {
  test("the voice, killed in the middle of a sentence: every character sounds once", async () => {
    using program = new Program();
    const child = program.start([...ECHO, "--output", program.wav]);
    const sentences = Array.from({ length: 60 }, (_, i) => `${i}番目の文は少し長めに書いてあります。`);
    child.stdin.write(sentences.map(assistant).join(""));
    child.stdin.end();
    for (const [nth, id] of [5, 25].entries()) {
      await program.until((trace) =>
        trace.some((event) => event.event === "audio" && Number(event.id) >= id),
      );
      const [voice] = program.workers("voice");
      expect(voice).toBeDefined();
      process.kill(voice ?? 0, nth === 0 ? "SIGKILL" : "SIGSEGV");
    }
    expect(await child.exited).toBe(0);
    expect(heard(program.samples())).toBe(sentences.join(""));
    expect(await program.stderr()).toContain("(WORKER_DIED)");
    expect(program.events("fault")).toEqual([]);
  });

  test("the voice, killed while it is opened: another one is opened", async () => {
    using program = new Program();
    const child = program.start([...ECHO, "--output", program.wav]);
    child.stdin.write(assistant("一つ目の文です。"));
    child.stdin.end();
    while (program.workers("voice").length === 0) await Bun.sleep(1);
    for (const pid of program.workers("voice")) process.kill(pid, "SIGKILL");
    expect(await child.exited).toBe(0);
    expect(heard(program.samples())).toBe("一つ目の文です。");
    expect(await program.stderr()).toContain("(WORKER_DIED)");
  });

  test("the translator, killed in the middle of a sentence: the sentence goes on where it stopped", async () => {
    using undisturbed = new Program();
    const args = ["--model", SMALL_MODEL, "--voice", "echo"];
    const input = `${assistant(LONG)}${assistant("The tests pass.")}`;
    await undisturbed.run([...args, "--output", undisturbed.wav], input);

    using program = new Program();
    const child = program.start([...args, "--output", program.wav]);
    child.stdin.write(input);
    child.stdin.end();
    await program.until((trace) => trace.some(({ event }) => event === "clause"));
    const [translator] = program.workers("translator");
    expect(translator).toBeDefined();
    process.kill(translator ?? 0, "SIGKILL");
    expect(await child.exited).toBe(0);
    expect(await program.stderr()).toContain("(WORKER_DIED)");
    expect(program.events("summary")).toMatchObject([{ counts: { faults: 0 } }]);
    expect(program.events("ready").length).toBe(1);
    expect(translations(program)).toEqual(translations(undisturbed));
    expect(heard(program.samples())).toBe(heard(undisturbed.samples()));
  });
});

test("as the first process of a container it can tell that its workers' parent lives", async () => {
  const container = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child"];
  using program = new Program([...container, EXECUTABLE]);
  const { code, stderr } = await program.run(
    [...ECHO, "--output", program.wav],
    assistant("一つ目の文です。"),
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(heard(program.samples())).toBe("一つ目の文です。");
});

test("a worker whose parent ended before it could ask to be told ends by itself, its pipe still open", async () => {
  const child = Bun.spawn([EXECUTABLE, "worker", "voice"], {
    stdio: ["pipe", "ignore", "ignore"],
    env: { ...process.env, STREAM_TTS_PARENT: "1" },
    timeout: LIMIT_MS,
  });
  expect(await child.exited).toBe(1);
});

describe("a sentence that cannot be done is reported and the next one goes on", () => {
  const input = ["まず一つ目です。", "これは毒りんごの文です。", "そして三つ目です。"]
    .map(assistant)
    .join("");
  const cases: [string, string][] = [
    ["echo:abort@毒りんご", "WORKER_DIED"],
    ["echo:fail@毒りんご", "WORKER_FAILED"],
    ["echo:hang@毒りんご", "WORKER_HUNG"],
  ];
  test.each(cases)("%s: tried twice where that may help, then %s", async (voice, what) => {
    using program = new Program();
    const { code, stderr } = await program.run(
      ["--no-translate", "--voice", voice, "--output", program.wav],
      input,
    );
    expect(heard(program.samples())).toBe("まず一つ目です。そして三つ目です。");
    expect(program.events("fault")).toMatchObject([{ id: 1, what }]);
    expect(stderr.split("(WORKER_").length - 1).toBe(what === "WORKER_FAILED" ? 0 : 2);
    expect(stderr).toContain("not spoken to its end");
    expect(code).toBe(1);
  });
});
