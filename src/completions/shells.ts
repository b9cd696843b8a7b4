import type { ProgramDescription } from "../cli_description/describe.ts";
import { bashScript } from "./bash.ts";
import { fishScript } from "./fish.ts";
import { zshScript } from "./zsh.ts";

/** What makes the script of each shell that can complete our command line. */
export const SHELLS = { zsh: zshScript, bash: bashScript, fish: fishScript } satisfies Record<
  string,
  (program: ProgramDescription) => string
>;
