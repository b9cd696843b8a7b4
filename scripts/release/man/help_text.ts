/** A part of what `--help` says behind the flags: sentences that are filled, or lines that stay as they are. */
export type Block =
  | { readonly kind: "prose"; readonly text: string }
  | { readonly kind: "literal"; readonly lines: readonly string[] };

export interface HelpText {
  /** What stands below no heading. */
  readonly blocks: readonly Block[];
  /** What is indented below a heading, such as EXAMPLES. */
  readonly sections: ReadonlyMap<string, readonly Block[]>;
}

const HEADING = /^[A-Z]+$/;
/** An indented line that says what the lines below it, which are indented once more, are for. */
const INTRODUCED = /^ {2}(\S.*:)$/;

/**
 * Reads the text that a command puts behind its flags. Headings are capitals alone on a line, what belongs to them is
 * indented, and blank lines part the rest.
 */
export function readHelpText(text: string): HelpText {
  const blocks: Block[] = [];
  const sections = new Map<string, Block[]>();
  let open: Block[] = blocks;
  for (const chunk of text.split(/\n{2,}/).filter((part) => part.trim() !== "")) {
    const lines = chunk.replace(/\n$/, "").split("\n");
    const [first = ""] = lines;
    if (lines.length === 1 && HEADING.test(first)) {
      open = [];
      sections.set(first, open);
      continue;
    }
    if (!first.startsWith(" ")) {
      open = blocks;
      open.push({ kind: "prose", text: lines.join("\n") });
      continue;
    }
    const [, introduction] = INTRODUCED.exec(first) ?? [];
    if (introduction !== undefined) open.push({ kind: "prose", text: introduction });
    open.push(literalOf(introduction === undefined ? lines : lines.slice(1)));
  }
  return { blocks, sections };
}

function literalOf(lines: readonly string[]): Block {
  const indentation = Math.min(...lines.map((line) => /^ */.exec(line)?.[0].length ?? 0));
  return { kind: "literal", lines: lines.map((line) => line.slice(indentation)) };
}
