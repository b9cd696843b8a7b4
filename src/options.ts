/**
 * Every flag once: what `--help` says of it, its default, and the schema that its text must satisfy. citty has no
 * numbers and lets unknown flags pass, so flags arrive as text and are checked here.
 */

export type { WordCount } from "./options/command_line.ts";
export * from "./options/commands.ts";
export { argsOf } from "./options/help.ts";
export { parseFlags, parseWords } from "./options/parse.ts";
export { type Flags, schemaOf } from "./options/schemas.ts";
