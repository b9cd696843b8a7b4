import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { EXECUTABLE } from "../../scripts/executable.ts";
import { Terminal } from "../display/terminal.ts";
import { heard } from "../e2e/echo.ts";
import { assistant, LIMIT_MS, Program, SMALL_MODEL } from "../e2e/program.ts";

/** What goes with the sound: --tee, --show, --volume and the status line. */
setDefaultTimeout(LIMIT_MS);

const ECHO = ["--no-translate", "--voice", "echo"];

describe("--tee", () => {
  test("copies stdin byte for byte, whatever it holds", async () => {
    using program = new Program();
    const lines = `${assistant("終わりました。")}{broken\n\n\u0000no newline at the end`;
    const { code, stdout } = await program.run([...ECHO, "--output", program.wav, "--tee"], lines);
    expect(code).toBe(0);
    expect(stdout).toBe(lines);
    expect(heard(program.samples())).toBe("終わりました。");
  });

  test("a reader that goes away does not stop the sound", async () => {
    using program = new Program();
    const child = program.start([...ECHO, "--output", program.wav, "--tee"]);
    const sentences = Array.from({ length: 300 }, (_, i) => `文の番号は${i}番です。`);
    child.stdin.write(assistant("最初です。"));
    child.stdin.flush();
    const reader = child.stdout.getReader();
    expect((await reader.read()).value?.length).toBeGreaterThan(0);
    await reader.cancel();
    child.stdin.write(sentences.map(assistant).join(""));
    child.stdin.end();
    expect(await child.exited).toBe(0);
    expect(heard(program.samples())).toBe(`最初です。${sentences.join("")}`);
  });
});

test("--show both in a pipe: each sentence and its Japanese, a line each, and no status line", async () => {
  using program = new Program();
  const args = ["--model", SMALL_MODEL, "--voice", "echo", "--output", "null", "--show", "both"];
  const { code, stderr } = await program.run(
    args,
    assistant("The tests pass. See the log.") + assistant("了解です。"),
  );
  expect(code).toBe(0);
  const ja = (id: number) =>
    program
      .events("clause")
      .filter((clause) => clause.id === id)
      .map((clause) => clause.ja)
      .join("");
  expect(stderr).toBe(`The tests pass.\n${ja(0)}\nSee the log.\n${ja(1)}\n了解です。\n`);
});

test("--volume scales every sample", async () => {
  const peak = async (volume: string) => {
    using program = new Program();
    const args = ["--no-translate", "--output", program.wav, "--volume", volume];
    expect((await program.run(args, "こんにちは。\n")).code).toBe(0);
    return program.samples().reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  };
  const natural = await peak("1.0");
  expect(natural).toBeGreaterThan(1000);
  expect(Math.abs((await peak("0.5")) * 2 - natural)).toBeLessThanOrEqual(2);
  expect(await peak("0")).toBe(0);
});

describe("on a terminal", () => {
  const SIZE = { cols: 60, rows: 20 };

  /** What stands on the terminal in the end. */
  function screenOf(written: string): string {
    const terminal = new Terminal(SIZE.cols, SIZE.rows);
    terminal.write(written);
    return terminal.text;
  }

  /** Everything the program wrote to a terminal . */
  async function onTerminal(args: string[], env: Record<string, string> = {}): Promise<string> {
    let written = "";
    const decoder = new TextDecoder();
    const command = `printf 'テストは成功しました。\\n' | "$@"`;
    const child = Bun.spawn(["bash", "-c", command, "bash", EXECUTABLE, ...args], {
      env: { ...process.env, ...env },
      timeout: LIMIT_MS,
      terminal: {
        ...SIZE,
        data: (_terminal, data) => {
          written += decoder.decode(data, { stream: true });
        },
      },
    });
    expect(await child.exited).toBe(0);
    await Bun.sleep(50);
    return written;
  }

  test("a status line says what is heard, and is gone at the end", async () => {
    const written = await onTerminal([...ECHO, "--output", "null"]);
    expect(written).toContain("loading");
    expect(written).toContain("♪ テストは成功しました。");
    expect(written).toContain("behind");
    expect(screenOf(written)).toBe("");
  });

  test("NO_COLOR takes the colours away, a subtitle stays", async () => {
    const written = await onTerminal([...ECHO, "--output", "null", "--show", "ja"], { NO_COLOR: "1" });
    expect(written).not.toContain("\u001b[2m");
    expect(screenOf(written)).toBe("テストは成功しました。\n");
  });
});
