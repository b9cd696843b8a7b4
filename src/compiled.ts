/**
 * Whether this is the executable made by `bun build --compile`, which carries sources and parts in a file system of its
 * own.
 */
export const isCompiled = Bun.main.startsWith("/$bunfs/");
