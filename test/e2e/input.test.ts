import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { heard } from "./echo.ts";
import { assistant, LIMIT_MS, Program } from "./program.ts";

setDefaultTimeout(LIMIT_MS);

/** Speaks without a model through the echo voice, so that the WAV tells exactly what was spoken. */
const ECHO = ["--no-translate", "--voice", "echo"];
const speak = async (program: Program, input: string | Uint8Array, args: string[] = []) =>
  program.run([...ECHO, "--output", program.wav, ...args], input);

describe("odd input never costs a sentence", () => {
  test("a broken JSON line between good ones is skipped and told", async () => {
    using program = new Program();
    const input = `${assistant("一つ目です。")}{"type":"assistant","content":[{"type":\n${assistant("二つ目です。")}`;
    const { code, stderr } = await speak(program, input);
    expect(heard(program.samples())).toBe("一つ目です。二つ目です。");
    expect(program.events("skipped")).toMatchObject([{ reason: "malformed" }]);
    expect(stderr).toContain("skipped (malformed)");
    expect(code).toBe(0);
  });

  test("invalid UTF-8 loses the damaged characters alone", async () => {
    using program = new Program();
    const damaged = Buffer.concat([
      Buffer.from('{"type":"assistant","content":[{"type":"text","text":"前'),
      Buffer.from([0xff, 0xc3]),
      Buffer.from('後です。"}]}\n'),
    ]);
    const { code } = await speak(program, Buffer.concat([damaged, Buffer.from(assistant("次です。"))]));
    expect(heard(program.samples())).toBe("前後です。次です。");
    expect(program.events("skipped")).toMatchObject([{ reason: "invalid-utf8" }]);
    expect(code).toBe(0);
  });

  test("an empty stdin gives an empty, valid WAV and a summary", async () => {
    using program = new Program();
    expect((await speak(program, "")).code).toBe(0);
    expect(program.samples().length).toBe(0);
    expect(program.events("summary")).toMatchObject([{ counts: { utterances: 0, spoken: 0 } }]);
  });

  test("a 5 MB line is read, and so is the next", async () => {
    using program = new Program();
    const result = {
      type: "user",
      message: { role: "user", content: [{ type: "tool_result", content: "x".repeat(5_000_000) }] },
    };
    const long = JSON.stringify({
      type: "assistant",
      padding: "x".repeat(5_000_000),
      content: [{ type: "text", text: "長い行です。" }],
    });
    const { code } = await speak(program, `${JSON.stringify(result)}\n${long}\n${assistant("次です。")}`);
    expect(heard(program.samples())).toBe("長い行です。次です。");
    expect(code).toBe(0);
  });

  test("one 5 MB word is left out and told, and the sentences around it are spoken", async () => {
    using program = new Program();
    const input = `${assistant(`The key is ${"a".repeat(5_000_000)} and it works.`)}${assistant("Next one.")}`;
    const { code, stdout, stderr } = await program.run(["--dry-run"], input);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).text)).toEqual(["The key is", "and it works.", "Next one."]);
    expect(stderr.match(/skipped/g)?.length).toBe(1);
    expect(stderr).toContain("endless-word");
    expect(code).toBe(0);
  });

  test("deltas followed by the same text whole are spoken once", async () => {
    using program = new Program();
    const event = (event: object) => `${JSON.stringify({ type: "stream_event", event, session_id: "s" })}\n`;
    const text = (part: string) =>
      event({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: part } });
    const input = [
      event({ type: "message_start", message: { id: "m1", role: "assistant", content: [] } }),
      event({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } }),
      text("最初の"),
      text("文です。次の"),
      text("文です。"),
      `${JSON.stringify({ type: "assistant", session_id: "s", message: { id: "m1", content: [{ type: "text", text: "最初の文です。次の文です。" }] } })}\n`,
      event({ type: "content_block_stop", index: 0 }),
      event({ type: "message_stop" }),
      `${JSON.stringify({ type: "result", subtype: "success", session_id: "s", result: "最初の文です。次の文です。" })}\n`,
    ].join("");
    expect((await speak(program, input)).code).toBe(0);
    expect(heard(program.samples())).toBe("最初の文です。次の文です。");
    expect(program.events("skipped")).toEqual([]);
  });

  test("code is announced and never said", async () => {
    using program = new Program();
    expect(
      (await speak(program, assistant("見てください。\n```sh\nrm -rf build\nmake\n```\n以上です。"))).code,
    ).toBe(0);
    const text = heard(program.samples());
    expect(text).toContain("見てください。");
    expect(text).toContain("以上です。");
    expect(text).not.toContain("make");
    expect(program.events("utterance").map(({ kind }) => kind)).toEqual(["text", "notice", "text"]);
  });
});

describe("a wrong command line", () => {
  const cases: [string, string[], string][] = [
    ["an unknown flag", ["--otput", "x.wav"], "--otput"],
    ["a flag without its value", ["--output"], "--output"],
    ["a number out of range", ["--rate", "9"], "--rate"],
    ["a word that is no command", ["speek"], "speek"],
    ["two writers on stdout", ["--output", "-", "--trace", "-"], "--trace -"],
    ["two others on stdout", ["--tee", "--dry-run"], "--tee"],
    ["a subtitle that is not known", ["--show", "fr"], "--show"],
    ["an input kind that is not known", ["--input", "morse"], "claude"],
  ];
  test.each(cases)("%s: exit code 2 and a message that names it", async (_name, args, named) => {
    using program = new Program();
    const { code, stdout, stderr } = await program.run(args, "");
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("(USAGE)");
    expect(stderr).toContain(named);
    expect(stderr).toContain("--help");
    expect(stderr).not.toContain("\u001b");
  });

  test("--help teaches on stdout, --version is one line", async () => {
    using program = new Program();
    const help = await program.run(["--help"], "");
    expect(help.code).toBe(0);
    expect(help.stdout).toContain("--include-partial-messages");
    expect(help.stdout).toContain("--output");
    expect(help.stdout).not.toContain("\u001b");
    const version = await program.run(["--version"], "");
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("an output that cannot be", () => {
  test("a file where a folder should be ends with an error before anything is loaded", async () => {
    using program = new Program();
    const { code, stderr } = await program.run([...ECHO, "--output", "/dev/null/out.wav"], "Hello.\n");
    expect(code).toBe(1);
    expect(stderr).toContain("(OUTPUT_UNWRITABLE)");
  });
});
