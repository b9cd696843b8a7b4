import { resolve } from "node:path";

/** Flags whose value is a file or a folder, with the words that mean something else there. */
const PATH_FLAGS: Readonly<Record<string, readonly string[]>> = {
  glossary: [],
  readings: [],
  settings: [],
  to: [],
  trace: ["-"],
  output: ["-", "device", "null"],
  config: ["none"],
};

/**
 * The value of a flag as it means the same in every folder: files and folders by their whole paths, all else as it is.
 *
 * @param flag its name, without dashes
 * @param folder where the value was written
 */
export function wholePath(flag: string, value: string, folder: string): string {
  return isPath(flag, value) ? resolve(folder, value) : value;
}

/** Whether a value names a file or a folder; a model has a name, too. */
export function isPath(flag: string, value: string): boolean {
  if (flag === "model") return /\/|\.gguf$/i.test(value);
  const words = Object.hasOwn(PATH_FLAGS, flag) ? PATH_FLAGS[flag] : undefined;
  return words !== undefined && value !== "" && !words.includes(value);
}
