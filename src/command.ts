import type { ArgsDef, CommandDef } from "citty";
import { defineCommand, renderUsage } from "citty";
import manifest from "../package.json" with { type: "json" };
import { isColourful } from "./terminal.ts";

/** A subcommand: what it is called and takes, how one uses it, and what it does. */
export interface Command {
  readonly definition: CommandDef<ArgsDef>;
  /** Ends the help text: commands that work when pasted. */
  readonly examples: string;
  /** Resolves to the exit code. */
  run(argv: string[]): Promise<number>;
}

/** The program itself. */
const root = defineCommand({
  meta: { name: "stream-tts-bun", version: manifest.version, description: manifest.description },
});

/** Help text for stdout; coloured only on a terminal, which citty does not look at. */
export async function renderHelp(command: Command): Promise<string> {
  const usage = (await renderUsage(command.definition, root)).replace(/[ ]+$/gm, "");
  const text = `${usage}\n${command.examples}`;
  return isColourful(process.stdout) ? text : Bun.stripANSI(text);
}
