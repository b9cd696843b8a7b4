import { describe, expect, test } from "bun:test";
import { speak } from "./reading.ts";

/** Sentences of one text, parted by " | ". */
function splits(name: string, cases: readonly string[]): void {
  describe(name, () => {
    test.each(cases)("%s", (cut) => {
      expect(speak(cut.replaceAll(" | ", " ").replaceAll("|", "")).join(" | ")).toBe(
        cut.replaceAll(/ ?\| ?/g, " | "),
      );
    });
  });
}

splits("a sentence is an utterance", [
  "Done.",
  "You're right, that was my mistake. | I'll fix it now.",
  "There's no need to restart; the change takes effect immediately.",
  "Summary: two bugs fixed, one test added.",
  "Hi. | OK. | Yes.",
  "Really? | Yes! | What?! | Great!!",
  "Wait! | don't go.",
  "This one stops in the mid",
]);

splits("a full stop that ends no sentence", [
  "Version v1.2.3 is 3.14 times faster. | Next.",
  "Some, e.g. This one, i.e. That one, vs. Others, cf. Them. | Next.",
  "Apples, pears, etc. are fine. | Apples, etc. | Then pears.",
  "Dr. Smith met Mrs. Jones. | They talked.",
  "Open main.cpp in node.js. | It runs.",
  "The U.S. Senate sits in the U.S. | The end.",
  "At 5 p.m. we left. | It was 6 p.m. | Then we ate.",
  "See Fig. 3 and No. 5 now. | No. | That's wrong.",
  "J. Smith wrote plan B. | Then she left.",
  "So do I. | Next.",
  "First done. and then lower case follows.",
  "Steps: 1. Open it. | 2. Close it.",
  "It returned 42. | That is right.",
  "Run .env and ./build.sh now. | ./build.sh works. | .env too.",
]);

splits("an ellipsis is a pause, unless a sentence follows", [
  "Wait... what was that?",
  "Wait... I see.",
  "Loading... | It works.",
  "Hmm… | Okay.",
]);

splits("quotes and brackets that close soon stay whole", [
  'He said "Stop. Wait." and left. | Next.',
  'He said "Stop." | Then he left.',
  '"Why?" he asked. | "Because."',
  "It works (mostly. Not always.) today. | Next.",
  "(See above.) | Next.",
  "It “ends. Here” now. | Next.",
]);

splits("Japanese sentences end without a space", [
  "最初の文です。|次の文です！|本当？|はい",
  "彼は「はい。そうです。」と言った。|次です。",
  "「はい。」|次です。",
]);

test("inline code may begin a sentence", () => {
  expect(
    speak("It is fixed. `parse` works. `a. B` too, e.g. `c`. Steps: 1. `npm i`. 2. [run](x) it."),
  ).toEqual(["It is fixed.", "parse works.", "a. B too, e.g. c.", "Steps: 1. npm i.", "2. run it."]);
});

test.each(["...", "!?", "—", "👍", "***", "( )", "- "])("nothing to pronounce in %j", (text) => {
  expect(speak(text)).toEqual([]);
});

describe("a sentence without an end", () => {
  const words = (count: number) => Array.from({ length: count }, (_, n) => `word${n}`);

  test("is cut between words near the fortieth, and none is lost", () => {
    const pieces = speak(words(200).join(" "));
    expect(pieces.join(" ")).toBe(words(200).join(" "));
    for (const piece of pieces.slice(0, -1)) {
      expect(piece.split(" ").length).toBeGreaterThan(12);
      expect(piece.split(" ").length).toBeLessThan(45);
    }
  });

  test.each(["one;", "one —", "one,"])("is rather cut behind %j", (place) => {
    expect(speak([...words(25), place, ...words(40)].join(" "))[0]).toBe([...words(25), place].join(" "));
  });

  test("is rather cut before a conjunction", () => {
    expect(speak([...words(25), "because", ...words(40)].join(" "))[0]).toBe(words(25).join(" "));
  });

  test("keeps inline code whole", () => {
    const code = words(30).join(" ");
    expect(speak(`${words(20).join(" ")} \`${code}\` ${words(20).join(" ")}`)).toContain(words(20).join(" "));
  });

  test("of Japanese is cut at a comma", () => {
    const clause = "これはとても長い文の一部であって、";
    expect(speak(clause.repeat(20)).join("")).toBe(clause.repeat(20));
    for (const piece of speak(clause.repeat(20))) expect(piece).toEndWith("、");
  });

  test("of one endless word is left out, and what stands around it is spoken", () => {
    expect(speak(`The key is ${"x".repeat(5000)} now.`)).toEqual(["The key is", "now."]);
    expect(speak(`The name is ${"x".repeat(200)} now.`)).toEqual([`The name is ${"x".repeat(200)} now.`]);
  });
});
