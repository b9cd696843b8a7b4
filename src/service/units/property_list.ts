import { AppError } from "../../errors.ts";

/** What a property list holds, as far as we need it (Apple's PropertyList-1.0.dtd). */
export type Property = string | boolean | readonly string[] | { readonly [key: string]: Property };

/** Characters that XML 1.0 has no way to write (its production 2, Char). */
const UNWRITABLE = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/**
 * A property list in XML, without the declaration of XML.
 *
 * @throws AppError UNIT_UNWRITABLE for a string with a character that XML does not have
 */
export function propertyList(root: Property): string {
  return `<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
${element(root, "")}</plist>
`;
}

/** The strings of the array under a key of a list that {@link propertyList} has written. */
export function stringsUnder(key: string, text: string): string[] {
  const array = text.split(`<key>${escaped(key)}</key>`)[1]?.match(/^\s*<array>(.*?)<\/array>/s)?.[1] ?? "";
  return [...array.matchAll(/<string>(.*?)<\/string>/gs)].map(([, inside = ""]) => unescaped(inside));
}

function element(property: Property, indent: string): string {
  const deeper = `${indent}  `;
  if (typeof property === "string") return `${indent}<string>${escaped(property)}</string>\n`;
  if (typeof property === "boolean") return `${indent}<${property}/>\n`;
  if (isArray(property)) {
    const items = property.map((item) => element(item, deeper));
    return `${indent}<array>\n${items.join("")}${indent}</array>\n`;
  }
  const entries = Object.entries(property).map(
    ([key, value]) => `${deeper}<key>${escaped(key)}</key>\n${element(value, deeper)}`,
  );
  return `${indent}<dict>\n${entries.join("")}${indent}</dict>\n`;
}

function isArray(property: object): property is readonly string[] {
  return Array.isArray(property);
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;" } as const;

function escaped(text: string): string {
  if (UNWRITABLE.test(text))
    throw new AppError("UNIT_UNWRITABLE", {
      what: "the command cannot be written into a property list",
      why: `it has a control character in ${JSON.stringify(text)}`,
      fix: "leave the character out, or rename the file or folder that has it",
    });
  return Object.entries(ENTITIES).reduce((done, [char, entity]) => done.replaceAll(char, entity), text);
}

function unescaped(text: string): string {
  return Object.entries(ENTITIES).reduceRight((done, [char, entity]) => done.replaceAll(entity, char), text);
}
