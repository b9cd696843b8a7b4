import type { ArgsDef, CommandDef } from "citty";
import { renderUsage } from "citty";
import { isColourful } from "./terminal.ts";

/** A subcommand: what it is called and takes, how one uses it, and what it does. */
export interface Command {
  readonly definition: CommandDef<ArgsDef>;
  /** Ends the help text: commands that work when pasted. */
  readonly examples: string;
  /** Resolves to the exit code. */
  run(argv: string[]): Promise<number>;
}

/** Help text for stdout; coloured only on a terminal, which citty does not look at. */
export async function renderHelp(command: Command, parent?: CommandDef<ArgsDef>): Promise<string> {
  const usage = (await renderUsage(command.definition, parent)).replace(/[ ]+$/gm, "");
  const text = `${usage}\n${command.examples}`;
  return isColourful(process.stdout) ? text : Bun.stripANSI(text);
}
