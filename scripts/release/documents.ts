import { describeProgram } from "../../src/cli_description/describe.ts";
import { SHELLS } from "../../src/completions/shells.ts";
import type { Target } from "../setup/target.ts";
import type { Ingredients } from "./layout.ts";
import { renderManPage } from "./man_page.ts";

/** The man page and the completions for a system, as the program's own definitions of its commands and flags give them. */
export async function documents({
  system,
}: Pick<Target, "system">): Promise<Pick<Ingredients, "manPage" | "completions">> {
  const program = await describeProgram(system);
  const { bash, zsh, fish } = SHELLS;
  const completions = { bash: bash(program), zsh: zsh(program), fish: fish(program) };
  return { manPage: await renderManPage(), completions };
}
