import { describe, expect, test } from "bun:test";
import { Screen } from "../../src/display/screen.ts";
import { Terminal } from "./terminal.ts";

describe("a terminal", () => {
  test("what stays scrolls up above the block, and the block is replaced as a whole", () => {
    const terminal = new Terminal(40, 10);
    const screen = new Screen(terminal);
    screen.show(["字幕です。"], "2 s behind");
    expect(terminal.text).toBe("字幕です。\n2 s behind");
    screen.print("a line that stays\n");
    expect(terminal.text).toBe("a line that stays\n字幕です。\n2 s behind");
    screen.show([], "listening");
    expect(terminal.text).toBe("a line that stays\nlistening");
    screen.show([], "");
    expect(terminal.text).toBe("a line that stays\n");
  });

  test("wide lines are wrapped and erased whole, a wide status is cut off", () => {
    const terminal = new Terminal(11, 10);
    const screen = new Screen(terminal);
    screen.show(["一二三四五六七八九十"], "123456789012");
    expect(terminal.text).toBe("一二三四五\n六七八九十\n123456789…");
    screen.show(["短い"], "ok");
    expect(terminal.text).toBe("短い\nok");
  });

  test("a block higher than the terminal shows its end, so that it can be erased", () => {
    const terminal = new Terminal(20, 4);
    const screen = new Screen(terminal);
    screen.show(["1", "2", "3", "4", "5"], "status");
    expect(terminal.text).toBe("4\n5\nstatus");
  });
});

test("a pipe gets the lines that stay and nothing else", () => {
  const pipe = new Terminal(20, 4, false);
  const screen = new Screen(pipe);
  screen.show(["字幕"], "status");
  screen.print("one\n");
  screen.show([], "");
  expect(pipe.text).toBe("one\n");
});
