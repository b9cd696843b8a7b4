import { expect, test } from "bun:test";
import fc from "fast-check";
import { paragraphs } from "./paragraphs.ts";
import { referenceText } from "./reference.ts";

/**
 * The grammar of the documents that our reader and a parser of whole documents must understand alike. It leaves out what
 * we read otherwise on purpose:
 * - emphasis or code that is never closed: while a text streams, an opening mark is taken for one;
 * - an asterisk between two letters, which is a product or a pattern to us;
 * - bare addresses and paths, of which only the host and the file are said;
 * - code that is only indented, which is text to us, as agents indent text under items;
 * - a line without indentation behind an item, and lines that begin with a label in bold: we begin anew there;
 * - a line in bold from beginning to end inside a paragraph, which we take for a heading;
 * - references by label alone ("[label]"): that they are links is known only at their definition.
 */
const word = fc.constantFrom(
  ..."alpha beta γ x1 snake_case C++ and/or 24/7 v1.2.3 don't a<b f(x) arr[0] 5% #7 日本 it's $HOME @scope -v --flag Done. Why? e.g. ... ok; so: 3.14 x&y".split(
    " ",
  ),
);
/** Nothing that ends or begins emphasis differently when a mark stands beside it. */
const plainWord = fc.constantFrom(..."alpha beta gamma delta x1 eps".split(" "));
const words = fc.array(plainWord, { minLength: 1, maxLength: 3 }).map((list) => list.join(" "));

const code = fc
  .tuple(
    fc.constantFrom("`", "``", "```"),
    fc.constantFrom(
      "a_b",
      "**x**",
      "[y](z)",
      "<b>",
      "a && b",
      "\\n",
      "&amp;",
      "f() + 1",
      "don't",
      "--all -x",
      "*.md",
    ),
  )
  .map(([mark, text]) => mark + text + mark);
const escaped = fc.constantFrom(
  "\\*a\\*",
  "\\_b\\_",
  "\\#c",
  "\\[d\\]",
  "\\`e\\`",
  "\\~\\~f",
  "\\\\h",
  "g\\!",
);
const entity = fc.constantFrom("&amp;", "a&lt;b", "it&#39;s", "x &#x2014; y", "AT&amp;T", "x &gt; y");
const html = fc.constantFrom(
  "<!-- no -->",
  "a<br>b",
  "<kbd>Ctrl</kbd>",
  "x<sup>2</sup>",
  "<!-- [a](b) **c -->",
);
const target = fc.constantFrom("u", "https://e.org/a_(b)", "<a b>", '/x "A title"', "x 'it'", "#part", "");
const link = fc.tuple(fc.oneof(words, code), target).map(([text, address]) => `[${text}](${address})`);
const image = fc.tuple(words, target).map(([text, address]) => `![${text}](${address})`);
const reference = fc
  .tuple(words, fc.constantFrom("[label]", "[Label]"))
  .map((parts) => `[${parts[0]}]${parts[1]}`);
const badge = image.map((inner) => `[${inner}](https://ci.e.org)`);
const address = fc.constantFrom("<https://e.org/a/b?c=d>", "<http://localhost:3000/x>", "<a.b@e.org>");

const leaf = fc.oneof(
  { weight: 5, arbitrary: word },
  ...[code, escaped, entity, html, link, image, badge, reference, address].map((arbitrary) => ({
    weight: 1,
    arbitrary,
  })),
);
const inner = fc.oneof({ weight: 3, arbitrary: words }, code, link);
const emphasis = fc.oneof(
  inner.map((text) => `*${text}*`),
  inner.map((text) => `**${text}**`),
  inner.map((text) => `***${text}***`),
  inner.map((text) => `_${text}_`),
  inner.map((text) => `__${text}__`),
  inner.map((text) => `~~${text}~~`),
  fc.tuple(words, inner).map(([a, b]) => `**${a} *${b}* ${a}**`),
  fc.tuple(words, inner).map(([a, b]) => `*${a} **${b}***`),
  fc.tuple(words, inner).map(([a, b]) => `_${a} **${b}** ${a}_`),
  fc.tuple(words, inner).map(([a, b]) => `~~${a} **${b}**~~`),
);
const enclosed = fc
  .tuple(emphasis, fc.constantFrom(["(", ")"], ['"', '"'], ["", ","], ["", ":"]))
  .map(([text, [before, after]]) => `${before}${text}${after}`);
const span = fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 2, arbitrary: fc.oneof(emphasis, enclosed) });

const oneLine = fc
  .tuple(plainWord, fc.array(span, { maxLength: 5 }), plainWord)
  .map(([first, spans, last]) => [first, ...spans, last].join(" "));
const lineBreak = fc.constantFrom("\n", "  \n", "\\\n");
const wrapped = fc.tuple(oneLine, lineBreak, oneLine).map((parts) => parts.join(""));
const paragraph = fc.oneof(oneLine, span, wrapped);

const heading = fc.oneof(
  fc
    .tuple(fc.constantFrom("#", "##", "######"), oneLine, fc.constantFrom("", " ##"))
    .map(([mark, text, closing]) => `${mark} ${text}${closing}`),
  fc.tuple(fc.oneof(oneLine, wrapped), fc.constantFrom("===", "---")).map((parts) => parts.join("\n")),
);
const rule = fc.constantFrom("---", "***", "_ _ _");
const DEFINITION = "[label]: https://e.org/x";
const definition = fc.constantFrom(DEFINITION, '[other]: <https://e.org> "Title"');

const codeLine = fc.constantFrom(
  "const a = 1;",
  "",
  "# no heading",
  "- no item",
  "| no | row |",
  "  <!--",
  "``",
  "~~",
);
const fence = fc
  .tuple(
    fc.constantFrom("```", "~~~~", "`````"),
    fc.constantFrom("", "ts", "diff title=x"),
    fc.array(codeLine, { maxLength: 4 }),
  )
  .map(([mark, info, lines]) => [mark + info, ...lines, mark].join("\n"));

const cell = fc.oneof(word, emphasis, link, code, fc.constantFrom("", "a\\|b", "`a\\|b`"));
const FRAMES = [
  { before: "| ", after: " |" },
  { before: "| ", after: "" },
  { before: "", after: "" },
] as const;
/** Its first cell holds something: a row without a pipe before it begins like a paragraph. */
const table = fc
  .tuple(
    fc.array(fc.tuple(fc.oneof(emphasis, link, code, plainWord), cell, cell), { minLength: 1, maxLength: 5 }),
    fc.constantFrom(...FRAMES),
    plainWord,
  )
  .map(([rows, { before, after }, head]) => {
    const row = (cells: readonly string[]) => before + cells.join(" | ") + after;
    return [row([head, "b", "c"]), row([":--", "---", ":-:"]), ...rows.map(row)].join("\n");
  });

function indented(text: string, by: number): string {
  return text.replaceAll("\n", `\n${" ".repeat(by)}`);
}

const { block } = fc.letrec<{ block: string; list: string; item: string; quote: string }>((tie) => ({
  block: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    ...[paragraph, heading, rule, definition, fence, table].map((arbitrary) => ({ weight: 2, arbitrary })),
    tie("list"),
    tie("quote"),
  ),
  item: fc
    .tuple(
      oneLine,
      fc.array(
        fc.oneof(
          { maxDepth: 3 },
          fc.tuple(fc.constantFrom("\n\n"), fc.oneof(paragraph, fence)),
          fc.tuple(fc.constantFrom("\n", "\n\n"), tie("list")),
        ),
        { maxLength: 2 },
      ),
    )
    .map(([first, rest]) => first + rest.flat().join("")),
  list: fc
    .tuple(
      fc.constantFrom("-", "*", "+", "1.", "1)"),
      fc.array(fc.tuple(fc.constantFrom("", "", "[ ] ", "[x] "), tie("item")), {
        minLength: 1,
        maxLength: 3,
      }),
      fc.constantFrom("\n", "\n\n"),
    )
    .map(([mark, items, joint]) =>
      items.map(([task, item]) => `${mark} ${task}${indented(item, mark.length + 1)}`).join(joint),
    ),
  quote: fc
    .tuple(fc.constantFrom("> ", ">"), fc.array(tie("block"), { minLength: 1, maxLength: 2 }))
    .map(([mark, blocks]) => mark + blocks.join("\n\n").replaceAll("\n", `\n${mark}`)),
}));
const markdown = fc
  .array(block, { minLength: 1, maxLength: 5 })
  .map((blocks) => [...blocks, DEFINITION].join("\n\n"));

test("the words of a document are those that a parser of whole documents finds", () => {
  fc.assert(
    fc.property(markdown, (text) => {
      // The head of a table without outer pipes is spoken before it can be told from a paragraph.
      const spoken = paragraphs(text).map((words) => words.replace(/^(\w+) \| b \| c$/, "$1, b, c"));
      expect(spoken).toEqual(referenceText(text));
    }),
    { numRuns: 2500 },
  );
}, 60_000);
