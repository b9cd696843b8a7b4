import { describe, expect, test } from "bun:test";
import { speak } from "../reading.ts";

const HEAD = "| Name | Size |\n|---|--:|\n";

function rows(count: number): string {
  return Array.from({ length: count }, (_, n) => `| a${n} | ${n} KB |\n`).join("");
}

describe("a small table is read row by row", () => {
  const cases: readonly [markdown: string, spoken: readonly string[]][] = [
    [`${HEAD}| a.ts | 3 KB |\n\nDone`, ["Name, Size", "a.ts, 3 KB", "Done"]],
    ["| `a\\|b` | **x** |  |", ["a|b, x"]],
    ["| Works. | Yes | ✅ | - |", ["Works.", "Yes"]],
    ["| **Works.** | Yes |", ["Works.", "Yes"]],
    ["| a | b\n|---|---\n| 1 | 2\nThen text.", ["a, b", "1, 2", "Then text."]],
    ["| a | b |\n|---|---|\n| 1 | ", ["a, b", "1"]],
    ["| a | b |\n|--", ["a, b"]],
    [`Text before\n${HEAD}| a | 1 |\n# Title`, ["Text before", "Name, Size", "a, 1", "Title"]],
    ["> | a | b |\n> |---|---|\n> | 1 | 2 |\n\nAfter", ["a, b", "1, 2", "After"]],
    ["- item\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n- next", ["item", "a, b", "1, 2", "next"]],
  ];
  test.each(cases)("%j", (markdown, spoken) => {
    expect(speak(markdown)).toEqual([...spoken]);
  });
});

describe("a table without outer pipes is known by the line below its head", () => {
  const cases: readonly [markdown: string, spoken: readonly string[]][] = [
    ["a | b\n--- | ---\n1 | 2\n`x` | **y**\n\nAfter", ["a | b", "1, 2", "x, y", "After"]],
    ["a | b\n:--|:-:\n1 | 2\nAfter", ["a | b", "1, 2", "After"]],
    ["a | b\n|---|---|\n1 | 2", ["a | b", "1, 2"]],
    ["| a | b |\n--- | ---\n1 | 2", ["a, b", "1, 2"]],
    ["> a | b\n> --- | ---\n> 1 | 2\n\nAfter", ["a | b", "1, 2", "After"]],
    ["a | b\n--- | ---\n- 1 | 2", ["a | b", "1 | 2"]],
    ["This | that\nand | more", ["This | that and | more"]],
  ];
  test.each(cases)("%j", (markdown, spoken) => {
    expect(speak(markdown)).toEqual([...spoken]);
  });
});

describe("a larger table is announced with the number of its rows", () => {
  const wide = `| ${"a | ".repeat(9)}\n`;
  const cases: readonly [name: string, markdown: string, spoken: readonly string[]][] = [
    [
      "ten rows are read",
      HEAD + rows(10),
      ["Name, Size", ...Array.from({ length: 10 }, (_, n) => `a${n}, ${n} KB`)],
    ],
    ["eleven are not", `${HEAD}${rows(11)}\nAfter`, ["<表、11行>", "After"]],
    ["a head is no row", rows(12), ["<表、12行>"]],
    ["too many cells", `${wide}|---|\n${wide.repeat(4)}`, ["<表、4行>"]],
    ["in a quotation", (HEAD + rows(11)).replace(/^(?=\|)/gm, "> "), ["<表、11行>"]],
    ["without outer pipes", `a | b\n--- | ---\n${"1 | 2\n".repeat(11)}`, ["a | b", "<表、11行>"]],
    ["each of two", `${HEAD}${rows(11)}\n${HEAD}${rows(1)}`, ["<表、11行>", "Name, Size", "a0, 0 KB"]],
  ];
  test.each(cases)("%s", (_, markdown, spoken) => {
    expect(speak(markdown)).toEqual([...spoken]);
  });
});
