import { describe, expect, test } from "bun:test";
import { speak } from "./reading.ts";

/** Sentences of one text, parted by " | "; the notice that names its language is left out. */
function splits(name: string, cases: readonly string[]): void {
  describe(name, () => {
    test.each(cases)("%s", (cut) => {
      const found = speak(cut.replaceAll(" | ", " ").replaceAll("|", "")).filter(
        (text) => !text.endsWith("語>"),
      );
      expect(found.join(" | ")).toBe(cut.replaceAll(/ ?\| ?/g, " | "));
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
  'Nice work! | 3 tests pass now. | "Quoted" text follows. | [INFO] Ready.',
  "Fixed it. | main.cpp compiles. | useState is a hook. | foo_bar is gone. | x86 works. | git is clean.",
  "It is 3.14. | Next. | Use v1.2. | Then edit main.cpp. | Then call foo.bar(). | Then stop.",
  "Hello. i am lower, you too.",
  "Written in C. | Rust is next. | Plan B. | Users wait. | First, do A. | Second, do B.",
  "Look at the last col. | Then it took 5 ms. | The old one took 9 ms.",
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
  "J. R. R. Tolkien wrote it. | George W. Bush read it.",
  "Ms. Jones met Gen. Lee on Main St. | Then they saw St. Louis.",
  "A. Keep it. | B. The rest goes.",
  "Here's the plan: 1. Fix A. | 2. Fix B. | 3. Ship.",
  "I did this: 1. I ran it, 2. I fixed it, and 3. I pushed it. | Values are 1, 2, and 3. | Then stop.",
  "At most approx. Five, max. 5, min. 3, est. 1999. | See Eq. (3) too.",
  "Run ./build.sh. | ../up works. | Note: e.g. this. i.e. that.",
]);

splits("an ellipsis is a pause, unless a sentence follows", [
  "Wait... what was that?",
  "Wait... I see.",
  "Loading... | It works.",
  "Hmm… | Okay.",
  "Is it? | Yes! | No... | Maybe?",
  "Well... | It works. | Well... I'm not sure. | So. . . strange.",
]);

splits("quotes and brackets that close soon stay whole", [
  'He said "Stop. Wait." and left. | Next.',
  'He said "Stop." | Then he left.',
  '"Why?" he asked. | "Because."',
  "It works (mostly. Not always.) today. | Next.",
  "(See above.) | Next.",
  "It “ends. Here” now. | Next.",
  "He said 'Stop. Now.' and left. | Then ‘Go. On.’ he said.",
  "Get 'em. | The users' list is theirs. | It's fine. | The '90s ended. | Press 'y'. | Done.",
  "It failed :(. | Nobody knows why. | It is a mystery.",
]);

splits("Japanese sentences end without a space", [
  "最初の文です。|次の文です！|本当？|はい",
  "彼は「はい。そうです。」と言った。|次です。",
  "「はい。」|次です。",
  "本当ですか?|はい!|OKです.|次はCSSの!importantとexample.comです.",
  "全角．|小数３．１４です。|えっと…はい。|【重要】「A。B。」です。",
  "「本当？」|そう。|「はい。」と彼。|次はnpm installです。|Done. | OKです！",
]);

splits("other languages", [
  "你好。|这是测试！|真的吗？|是的。",
  "안녕하세요. | 테스트가 통과했습니다. | 끝.",
  "¿Qué pasa? | ¡Hola! | Vamos. | ¿Sí?",
  "C'est quoi ? | C'est bon ! | Oui.",
  "هل هذا صحيح؟ | نعم. | حسنا.",
  "यह ठीक है। | अब चलते हैं।",
  "Is it a ? b : c or x ? True : False now?",
]);

test("the end of a line ends what has a full stop, and a symbol that is left out does, too", () => {
  expect(speak("Done.\nnext. See e.g.\nthis. Fixed. ✅ and then")).toEqual([
    "Done.",
    "next.",
    "See e.g. this.",
    "Fixed.",
    "and then",
  ]);
});

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

  test("is rather cut outside of a bracket than at a comma in it", () => {
    const text = [...words(18), "(one,", ...words(8), "two,", ...words(4), "three)", ...words(30)].join(" ");
    expect(speak(text)[0]).not.toMatch(/two,$|one,$/);
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
