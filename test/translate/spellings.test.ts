import { expect, test } from "bun:test";
import { spellingsOf } from "../../src/translate/spellings.ts";

test.each<[string, string[]]>([
  ["I renamed getUser to fetchUser in 42 files.", ["getUser", "fetchUser", "42"]],
  ["Use `git rebase` on src/app.ts, then restart Docker.", ["git", "src", "app", "ts", "Docker"]],
  ["The cache is read-only and works again.", []],
  ["Check the well-known pre-commit hook.", []],
  ["It took 1,200 ms and version 1.2.3 of utf8.", ["1", "200", "1200", "2", "3", "utf8", "utf", "8"]],
  ["Two of the twenty-three tests fail twice.", ["2", "20", "3", "23"]],
  ["12000 rows at 3 pm", ["12000", "12", "000", "1", "2", "2000", "3", "15"]],
  ["We met 3.5 million users.", ["3", "5", "3500000", "350", "500", "000"]],
])("%j keeps %j", (en, words) => {
  const kept = new Set(spellingsOf(en));
  for (const word of words) expect([word, kept.has(word)]).toEqual([word, true]);
  const others = [...kept].filter((word) => !words.includes(word));
  // Nought and one may stand anywhere (1つ); the rest are other ways to write the same numbers.
  expect(others.filter((word) => !/^\d+$/.test(word))).toEqual([]);
});

test("numbers of no word and no numeral are not there", () => {
  expect(spellingsOf("The tests pass.").toSorted()).toEqual(["0", "1"]);
  expect(spellingsOf("It has 18 games.")).not.toContain("28");
});
