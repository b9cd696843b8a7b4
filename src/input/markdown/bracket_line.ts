import type { LineContext, LineStart } from "./line_start.ts";

const FOOTNOTE = /^\[\^[\w-]{1,40}\]:/;
const FOOTNOTE_BEGUN = /^\[(?:\^[\w-]{0,40}\]?)?$/;

/** What GitHub and others write above a quotation of each kind. */
const ALERT = /^\[!(note|tip|important|warning|caution)\][+-]?(?=[ \t\r]|$)/i;
const ALERT_BEGUN = /^\[(?:![a-z]{0,9}(?:\][+-]?)?)?$/i;

/** Where a label points to: an address, perhaps with a title. Any other word behind a label may be meant to be read. */
const DEFINITION =
  /^\[[^[\]]{1,200}\]:[ \t]*(?:<[^<>]*>|[^\s<>]*[:/.#][^\s<>]*)(?:[ \t]+(?:"[^"]*"|'[^']*'|\([^()]*\)))?[ \t\r]*$/;
const DEFINITION_BEGUN = /^\[[^[\]]{0,200}(?:\](?::[^\n]{0,2500})?)?$/;

/**
 * A line that begins with a bracket: the text of a footnote without its mark, the title of an alert ("[!NOTE]"), or the
 * definition of a link's label, which is not spoken (GFM, sections 4.7 and 6.6, and GitHub's own extensions). Null for
 * text, such as one that begins with a link.
 *
 * @param rest the line from the bracket on, as far as it is known
 */
export function bracketLine(
  rest: string,
  indent: number,
  ended: boolean,
  { inParagraph }: LineContext,
): LineStart | "wait" | null {
  const mark = FOOTNOTE.exec(rest)?.[0];
  if (mark !== undefined) return { kind: "item", skip: indent + mark.length };
  if (!ended && (FOOTNOTE_BEGUN.test(rest) || ALERT_BEGUN.test(rest))) return "wait";
  const alert = ALERT.exec(rest);
  if (alert !== null) {
    const [all, title = ""] = alert;
    const spoken = title.charAt(0).toUpperCase() + title.slice(1).toLowerCase();
    return { kind: "alert", skip: indent + all.length, title: spoken };
  }
  if (inParagraph || !DEFINITION_BEGUN.test(rest)) return null;
  if (!ended) return "wait";
  return DEFINITION.test(rest) ? { kind: "dropped" } : null;
}
