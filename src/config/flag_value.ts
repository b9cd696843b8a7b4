import { homedir } from "node:os";
import { choicesIn } from "../cli_description/choices.ts";
import { args } from "../options/help.ts";
import { isPath, wholePath } from "../options/paths.ts";
import { type Flag, schemas } from "../options/schemas.ts";
import { masked } from "./masked.ts";
import { takesNumbers } from "./takes_numbers.ts";
import type { ConfigProblem, ConfigTable, ConfigValue } from "./tree.ts";

/** Flags whose values may be several, parted by commas on a command line. */
const LISTS: readonly Flag[] = ["announce", "voice", "voices"];
/** Flags that give values to names, `NAME=VALUE,…` on a command line. */
const TABLES: readonly Flag[] = ["voices"];

type List = Extract<ConfigValue, { kind: "list" }>;

const MUST_OF_ITEM = "each must be a text in quotes, not empty and without a comma";
const MUST_OF_ENTRY = "must be a text in quotes, not empty and without a comma, or a list of such";
const NO_SIGNS = "it must be without commas and signs of equality";

/** What a flag is given by a value in a file, or why it cannot be. */
export type FlagValue =
  | { readonly value: string | boolean; readonly problems: readonly [] }
  | { readonly value: null; readonly problems: readonly ConfigProblem[] };

export const takesTable = (flag: Flag) => TABLES.includes(flag);

/**
 * Turns a value in a file into what stands behind the flag on a command line, where the flag's schema takes it. Paths count
 * from the file's folder, and `~` is the user's, as no shell sees them.
 *
 * @param folder that of the file
 */
export function flagValue(flag: Flag, value: ConfigValue, folder: string): FlagValue {
  if (value.kind === "table" && takesTable(flag)) return valueOfTable(flag, value);
  if (value.kind === "list" && LISTS.includes(flag)) return valueOfList(flag, value);
  const plain = plainValue(flag, value);
  if (plain === null) return refused(flag, value, mustOf(flag));
  return checked(flag, value, typeof plain === "string" ? placed(flag, plain, folder) : plain);
}

/** What a value that is neither list nor table says; null where the flag takes no value of the kind. */
function plainValue(flag: Flag, value: ConfigValue): string | boolean | null {
  if (value.kind !== "scalar") return null;
  if (args[flag].type === "boolean") return typeof value.value === "boolean" ? value.value : null;
  // A number in the place of a text is a slip. Elsewhere the schema says what may stand there.
  return typeof value.value === "string" || !isFreeText(flag) ? String(value.value) : null;
}

function placed(flag: Flag, text: string, folder: string): string {
  return isPath(flag, text) ? wholePath(flag, text.replace(/^~(?=\/)/, homedir()), folder) : text;
}

function valueOfList(flag: Flag, list: List): FlagValue {
  const wrong = list.items.find((item) => textOfItem(item) === null);
  if (wrong !== undefined) return refused(flag, wrong, MUST_OF_ITEM);
  return checked(flag, list, list.items.map(textOfItem).join(","));
}

/** Each entry is checked by itself, so that its own place is told of; together they may still say something twice. */
function valueOfTable(flag: Flag, table: ConfigTable): FlagValue {
  const entries: string[] = [];
  const problems: ConfigProblem[] = [];
  for (const { name, at, value } of table.members) {
    const items = value.kind === "list" && value.items.length > 0 ? value.items : [value];
    const wrong = items.find((item) => textOfItem(item) === null);
    const entry = `${name}=${items.map(textOfItem).join(",")}`;
    entries.push(entry);
    if (wrong !== undefined) problems.push(...refused(`${flag}.${name}`, wrong, MUST_OF_ENTRY).problems);
    else if (/[=,]/.test(name)) problems.push({ at, what: `${name} is no name for ${flag}`, why: NO_SIGNS });
    else problems.push(...checked(flag, value, entry).problems);
  }
  return problems.length > 0 ? { value: null, problems } : checked(flag, table, entries.join(","));
}

/** A text that can stand between commas; null for everything else. */
function textOfItem(item: ConfigValue): string | null {
  if (item.kind !== "scalar" || typeof item.value !== "string") return null;
  return item.value === "" || item.value.includes(",") ? null : item.value;
}

function checked(flag: Flag, value: ConfigValue, text: string | boolean): FlagValue {
  const parsed = schemas[flag].safeParse(text);
  if (parsed.success) return { value: text, problems: [] };
  const problems = parsed.error.issues.flatMap(({ path: [index], message }) => {
    const item = value.kind === "list" && typeof index === "number" ? value.items[index] : undefined;
    return refused(flag, item ?? value, message).problems;
  });
  return { value: null, problems };
}

/** @param name of the flag, or of an entry in its table */
function refused(name: string, value: ConfigValue, why: string): FlagValue {
  return { value: null, problems: [{ at: value.at, what: `${name} does not take ${shown(value)}`, why }] };
}

/** Whether a flag takes any text that is not empty. */
function isFreeText(flag: Flag): boolean {
  return choicesIn(schemas[flag]).words.length === 0 && !takesNumbers(schemas[flag]);
}

function mustOf(flag: Flag): string {
  if (takesTable(flag)) return "must be a table, a text in quotes, or a list of such";
  if (args[flag].type === "string" && isFreeText(flag))
    return `must be a text in quotes${LISTS.includes(flag) ? ", or a list of such" : ""}`;
  // No schema takes this, and each says what it takes.
  return schemas[flag].safeParse("\u0000").error?.issues[0]?.message ?? "it is not allowed";
}

const LONGEST_SHOWN = 60;

function shown(value: ConfigValue): string {
  switch (value.kind) {
    case "scalar": {
      const text =
        typeof value.value === "string" ? JSON.stringify(masked(value.value)) : String(value.value);
      return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
    }
    case "other":
      return value.text;
    case "list":
      return "this list";
    case "table":
      return "a table";
  }
}
