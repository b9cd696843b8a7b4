import { dirname, join } from "node:path";
import { cacheFolder } from "../src/cache.ts";
import { PARTS_FILE, type Parts } from "../src/parts.ts";
import { findCompiler } from "./setup/compiler.ts";
import { isIntact, withComponents } from "./setup/component.ts";
import { reportFailure, setupFailure } from "./setup/failure.ts";
import { NATIVE } from "./setup/library.ts";
import { echo, japaneseData, llm, openJTalk, player } from "./setup/native_parts.ts";
import { hashOfInputs, readIfThere, writeWhole } from "./setup/stamp.ts";

const STAMP_FILE = join(dirname(PARTS_FILE), "parts.stamp.json");

/** What dist/parts.json was made from and the folders that it names; so a later start only compares and looks. */
interface Stamp {
  inputs: string;
  parts: string;
  folders: string[];
}

/**
 * Builds the native parts that are missing and lists them in dist/parts.json.
 *
 * @throws AppError SETUP_FAILED when something cannot be fetched; CommandFailed when something does not compile
 */
export async function buildNativeParts(): Promise<void> {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw setupFailure(
      "this machine is not supported yet",
      `it is ${process.platform} on ${process.arch}`,
      "use Linux on x86-64",
    );
  const inputs = inputsHash();
  const stamp = readStamp();
  if (stamp?.inputs === inputs && stamp.parts === readIfThere(PARTS_FILE) && stamp.folders.every(isIntact))
    return;
  await withComponents(async (components) => {
    const compiler = await findCompiler(components);
    const translator = await llm(components, compiler);
    const voice = await openJTalk(components, compiler);
    const testVoice = await echo(components, compiler);
    const sound = await player(components, compiler);
    const japanese = await japaneseData(components);
    const parts: Parts = {
      llamaFolder: translator.folder,
      llm: translator.library,
      bareLoop: translator.bareLoop,
      openJTalk: voice,
      echo: testVoice,
      player: sound,
      dictionary: japanese.dictionary,
      htsVoices: { mei: japanese.mei },
    };
    const text = `${JSON.stringify(parts, null, 2)}\n`;
    const folders = [
      translator.folder,
      dirname(voice),
      dirname(testVoice),
      dirname(sound),
      dirname(japanese.dictionary),
    ];
    writeWhole(PARTS_FILE, text);
    writeWhole(STAMP_FILE, JSON.stringify({ inputs, parts: text, folders } satisfies Stamp));
  });
}

/** Everything in this checkout and its surroundings that decides what is built, except the compiler's version. */
function inputsHash(): string {
  const inFolder = (folder: string) =>
    [...new Bun.Glob("*").scanSync(folder)].sort().map((name) => join(folder, name));
  const here = import.meta.dir;
  return hashOfInputs(
    [...inFolder(NATIVE), ...inFolder(join(here, "setup")), join(here, "pins.json"), import.meta.path],
    [cacheFolder(), process.env.CC ?? "", process.env.CXX ?? ""],
  );
}

function readStamp(): Stamp | undefined {
  const text = readIfThere(STAMP_FILE);
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  try {
    await buildNativeParts();
  } catch (error) {
    reportFailure(error);
  }
}
