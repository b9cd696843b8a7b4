import { describe, expect, test } from "bun:test";
import { speak } from "./reading.ts";

type Cases = readonly [markdown: string, spoken: readonly string[]][];

function table(name: string, cases: Cases): void {
  describe(name, () => {
    test.each(cases.map(([markdown, spoken]) => [markdown, spoken] as const))("%j", (markdown, spoken) => {
      expect(speak(markdown)).toEqual([...spoken]);
    });
  });
}

table("fenced code is announced with its number of lines, never read", [
  ["Run this:\n```sh\nls -l\ncd ..\n```\nThen wait.", ["Run this:", "<コード、2行>", "Then wait."]],
  ["```\n```", ["<コード>"]],
  ["```js", ["<コード>"]],
  ["~~~~ts\n```\n~~~\n~~~~\nAfter.", ["<コード、2行>", "After."]],
  ["```\n\na\n\n```", ["<コード、3行>"]],
  ["```md\n````\n```\n", ["<コード>", "<コード>"]],
  ["Unclosed:\n```ts\nfirst();\nsecond();", ["Unclosed:", "<コード、2行>"]],
  ["  ```\n  x\n   ```\nAfter.", ["<コード、1行>", "After."]],
  ["```\n    ```\n```\nAfter.", ["<コード、1行>", "After."]],
  ["1. Step\n\n   ```sh\n   ls\n   ```\n2. Next", ["Step", "<コード、1行>", "Next"]],
  [
    "- Step\n    - Deeper\n\n        ```sh\n        ls\n        ```\n- Next",
    ["Step", "Deeper", "<コード、1行>", "Next"],
  ],
  ["> ```\n> x\n> ```\n> quoted", ["<コード、1行>", "quoted"]],
  ["> ```\n> x\nAfter.", ["<コード、1行>", "After."]],
  ["Here is code: ```python\nprint(1)\n``` and more.", ["Here is code:", "<コード、1行>", "and more."]],
  ["```<!-- not a comment\n```\nAfter.", ["<コード>", "After."]],
  ["```\n<!-- open\n<system-reminder>\n```\nAfter.", ["<コード、2行>", "After."]],
]);

table("inline code is its words", [
  ["Run `npm test` now.", ["Run npm test now."]],
  ["Use ``a `b` c`` here.", ["Use a `b` c here."]],
  ["In `a_b`, `**x**` and `[y](z)`.", ["In a_b, **x** and [y](z)."]],
  ["Call `foo(). Bar` twice.", ["Call foo(). Bar twice."]],
  ["Wrapped `in\ntwo` lines.", ["Wrapped in two lines."]],
  ["A lone ` is nothing.", ["A lone is nothing."]],
  ["Inline ```triple``` marks.", ["Inline triple marks."]],
  ["Say ``` to open code. Then close it.", ["Say to open code.", "Then close it."]],
  ["It `curl https://example.com/a/b?c` failed.", ["It curl example.com failed."]],
]);

table("emphasis marks go, the same characters elsewhere stay", [
  [
    "**Bold**, *it*, ***both***, _under_, __strong__ and ~~gone~~.",
    ["Bold, it, both, under, strong and gone."],
  ],
  ["**Note:** the *last* one.", ["Note: the last one."]],
  ["**N**ote that.", ["Note that."]],
  ["snake_case, a_b, 2*3, 2 * 3 and foo*bar*baz.", ["snake_case, a_b, 2*3, 2 * 3 and foo*bar*baz."]],
  ["About ~5 minutes in ~/src.", ["About ~5 minutes in ~/src."]],
  ["Matches /^a.*b$/ and src/*b.", ["Matches /^a.*b$/ and src/*b."]],
  ["All *.ts and src/**/*.ts files.", ["All *.ts and src/**/*.ts files."]],
  ["**`code`** and **[link](x)**.", ["code and link."]],
  ["**Done.** Next *one. Two* three.", ["Done.", "Next one.", "Two three."]],
  ["3 pass~~ed~~ in ~~10~~5 s", ["3 passed in 105 s"]],
  ["これは**重要**です。", ["これは重要です。"]],
  ["**/api/users** is new.", ["/api/users is new."]],
]);

table("headings, items, quotes and rules end an utterance and lose their marks", [
  ["# Summary\nAll good.", ["Summary", "All good."]],
  ["## Two words ##\n### C#\n## ##\n#hashtag", ["Two words", "C#", "#hashtag"]],
  ["Title\n===\nText\n---\nEnd", ["Title", "Text", "End"]],
  ["- one\n* two\n+ three\n• four", ["one", "two", "three", "four"]],
  ["1. first\n2) second\n10. tenth", ["first", "second", "tenth"]],
  ["- outer\n  - inner\n    still inner", ["outer", "inner still inner"]],
  ["- [x] done\n- [ ] open", ["done", "open"]],
  ["It began in\n2024. Then it ended.", ["It began in 2024.", "Then it ended."]],
  ["It has\n3. No more.", ["It has 3.", "No more."]],
  ["✅ **Fixed:** a bug\n❌ not fixed\n✓ done", ["Fixed: a bug", "not fixed", "done"]],
  ["**Option A**\nSimple.\n**Option** B\nis better", ["Option A", "Simple.", "Option B is better"]],
  ["42.", ["42."]],
  ["-5 degrees\n+1 for that", ["-5 degrees +1 for that"]],
  ["> quoted\n> text\n\nNot quoted", ["quoted text", "Not quoted"]],
  ["One\n\n---\n\n* * *\n\nTwo", ["One", "Two"]],
  ["Changes:\n- a\n- b\n\nThat is all", ["Changes:", "a", "b", "That is all"]],
  ["- a\n- b\nThat is all", ["a", "b", "That is all"]],
  ["1. [x] done\n2. [ ] open", ["done", "open"]],
  ["1️⃣ one\n2️⃣ two\n→ three\n– four\n— five", ["one", "two", "three", "four", "five"]],
  ["So:\n(1) one\n(2) two\na) three", ["So:", "(1) one", "(2) two", "a) three"]],
  [
    "**Cause:** no key\n**Fix**: add it\nand **really** so\n**Status:** `ok`",
    ["Cause: no key", "Fix: add it and really so", "Status: ok"],
  ],
  ["> [!NOTE]\n> Read this\n\n> [!warning] Hot", ["Note", "Read this", "Warning", "Hot"]],
  ["> **Careful**\n> It is hot", ["Careful", "It is hot"]],
  ["**1. Reader** is new  \n**2. Writer** is not\nat all", ["1. Reader is new", "2. Writer is not at all"]],
  ["Mind [!NOTE] and [!", ["Mind [!NOTE] and [!"]],
]);

table("a newline in a paragraph is a space, a blank line ends it", [
  ["One line\nand the next.\r\nAnother", ["One line and the next.", "Another"]],
  ["First\n\n\n\nSecond", ["First", "Second"]],
  ["Hard  \nbreak\\\nhere", ["Hard break here"]],
  ["Word1   Word2\t\tWord3", ["Word1 Word2 Word3"]],
]);

table("links and images are their text, bare addresses their host", [
  ['See [the docs](https://x.com/a_(b) "Title") now.', ["See the docs now."]],
  ["![A chart](chart.png) shows it.", ["A chart shows it."]],
  ["[![Build](b.svg)](https://ci) passes", ["Build passes"]],
  ["[**bold** link](x)", ["bold link"]],
  ["An [array] and f[0](a b) stay.", ["An [array] and f[0](a b) stay."]],
  ["Open https://www.example.com/a/b?c=d. Then go.", ["Open example.com.", "Then go."]],
  [
    "At http://localhost:3000/x, (https://en.wikipedia.org/wiki/A_(b)) and <https://a.b/c>.",
    ["At localhost:3000, (en.wikipedia.org) and a.b."],
  ],
  ["[https://a.com/x](https://a.com/x), done", ["a.com, done"]],
  ["Over http:// or https only", ["Over http:// or https only"]],
  ["Ask <a.b@e.org> or <mailto:c@e.org>, not <@me>", ["Ask a.b@e.org or c@e.org, not <@me>"]],
  [
    'See [the docs][docs] and [Bun][].\n\n[docs]: https://e.org/docs "Docs"\n[Bun]: <https://bun.sh>\nEnd',
    ["See the docs and Bun.", "End"],
  ],
  ["[Note]: important\n\n[a]: see https://e.org now", ["[Note]: important", "[a]: see e.org now"]],
  ["[the docs](https://e.org): good", ["the docs: good"]],
  ["It is so[^1].\n\n[^1]: Measured twice\n[^two]: Once", ["It is so.", "Measured twice", "Once"]],
]);

table("what was not written for a listener is dropped", [
  ["Before <!-- a comment --> after", ["Before after"]],
  ["<!-- two\n\nparagraphs -->\nAfter", ["After"]],
  ["Before\n<system-reminder>\nHidden\n\nHidden\n</system-reminder>\nAfter", ["Before", "After"]],
  ["Say <system-reminder>hidden</system-reminder> this", ["Say this"]],
  ["The `<system-reminder>` tag", ["The <system-reminder> tag"]],
  ["Some text\nCo-Authored-By: Claude <a@b.c>\nMore", ["Some text More"]],
  ["Text\n\n🤖 Generated with [Claude Code](https://x)", ["Text"]],
  ["Line<br>break and <kbd>Ctrl</kbd>", ["Line break and Ctrl"]],
]);

table("escapes and entities are the characters they stand for", [
  ["\\*not it\\* \\# \\[x\\](y)", ["*not it* # [x](y)"]],
  ["C:\\dir and \\d+\\w", ["C:\\dir and \\d+\\w"]],
  ["AT&amp;T &lt;3 a & b &unknown; &constructor;", ["AT&T <3 a & b &unknown; &constructor;"]],
]);

table("symbols without a sound are dropped", [
  ["Great 👍! Done ✅ next", ["Great!", "Done next"]],
  ["one👍🏽two 👩‍👩‍👧 🇯🇵 1️⃣", ["one two 1"]],
  ["┌──┐\n│ hi │\n└──┘", ["hi"]],
  ["\u001b[1;31mred\u001b[0m and \u001b]8;;https://x\u0007link\u001b]8;;\u001b\\", ["red and link"]],
  ["zero\u200bwidth \ufeffmark \u0007bell", ["zerowidth mark bell"]],
  ["bro\ufffdken", ["bro ken"]],
  ["a → b, 20 °C, ©", ["a → b, 20 °C, ©"]],
]);

table("what only looks like markup is spoken", [
  ["if x < 0 and y > 1", ["if x < 0 and y > 1"]],
  ["A Vec<String> and a Map<K, V>", ["A Vec<String> and a Map<K, V>"]],
  ["24/7, ./build.sh, a/b and Ctrl+C", ["24/7, ./build.sh, a/b and Ctrl+C"]],
  ["#1 is a | b", ["#1 is a | b"]],
  ["Call foo() && bar[0]", ["Call foo() && bar[0]"]],
]);
