import { isCompiled } from "../compiled.ts";

/**
 * The command line that starts this same program again. On Linux through /proc, because the file at execPath may be
 * replaced by an upgrade while we run.
 */
export function selfCommand(...args: string[]): string[] {
  const executable = process.platform === "linux" ? "/proc/self/exe" : process.execPath;
  // A compiled executable carries its script inside; under the bun command it has to be named, with the flags that keep
  // the settings of the current folder out.
  return isCompiled ? [executable, ...args] : [executable, ...process.execArgv, Bun.main, ...args];
}

/**
 * The environment for {@link selfCommand}: ours without the variables that change what Bun itself does (BUN_OPTIONS,
 * BUN_BE_BUN, …). They cannot be kept from the main process, which Bun starts before any line of ours runs.
 */
export function selfEnvironment(added: Record<string, string>): Record<string, string | undefined> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("BUN_"));
  return { ...Object.fromEntries(inherited), ...added };
}
