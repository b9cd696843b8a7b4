/** Text and requests of man pages: groff_man(7), groff_char(7), mandoc's man(7); only what both know. */

/** Characters that roff would take for something else, or replace with one that looks alike. */
const SPECIAL: Readonly<Record<string, string>> = {
  "\\": "\\e",
  "-": "\\-",
  "'": "\\(aq",
  '"': "\\(dq",
  "`": "\\(ga",
  "^": "\\(ha",
  "~": "\\(ti",
  // Has no likeness in ASCII for a terminal that knows nothing else.
  "…": "...",
};

/** Longer lines of text are bad style, says mandoc -T lint; what is escaped counts as it is written. */
const LINE_BYTES = 80;

/** A piece of text as it stands, in ASCII; a period that would begin a request is kept from doing so. */
export function plain(text: string): string {
  const safe = text.replaceAll(/[\\'"`^~…-]/g, (mark) => SPECIAL[mark] ?? mark);
  const ascii = safe.replaceAll(
    /[^\n -~]/gu,
    (character) => `\\[u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`,
  );
  return ascii.replaceAll(/^\./gm, "\\&.");
}

/** Text of several sentences, in lines that are no longer than man pages have them. */
export function prose(text: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && plain(longer).length > LINE_BYTES) {
      lines.push(plain(line));
      line = word;
    } else line = longer;
  }
  return [...lines, plain(line)].join("\n");
}

export const bold = (text: string) => `\\fB${plain(text)}\\fR`;
export const italic = (text: string) => `\\fI${plain(text)}\\fR`;

export const paragraph = (text: string) => `.PP\n${prose(text)}\n`;
export const subheading = (text: string) => `.PP\n${bold(text)}\n`;

/** Lines that stay as they are, indented. */
export function literal(lines: readonly string[]): string {
  return `.PP\n.RS 4\n.nf\n${lines.map((line) => (line === "" ? "\\&" : plain(line))).join("\n")}\n.fi\n.RE\n`;
}

/** A term and, indented below it, what it means. Both are roff already. */
export const entry = (term: string, meaning: string) => `.TP\n${term}\n${meaning}\n`;

/** A heading begins a paragraph by itself. */
const begun = (body: string) => body.replace(/^\.PP\n/, "");

export const section = (title: string, body: string) => `.SH ${title}\n${begun(body)}`;
export const subsection = (title: string, body: string) => `.SS ${plain(title)}\n${begun(body)}`;
