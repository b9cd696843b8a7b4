import { dirname, join } from "node:path";
import { cacheFolder } from "../src/cache.ts";
import { PARTS_FILE, type Parts } from "../src/parts.ts";
import { type Components, isIntact, withComponents } from "./setup/component.ts";
import { reportFailure } from "./setup/failure.ts";
import { NATIVE } from "./setup/native_folder.ts";
import {
  japaneseData,
  llm,
  miniaudioPlayer,
  nitechVoice,
  openJTalkVoice,
  ours,
} from "./setup/native_parts.ts";
import { hashOfInputs, readIfThere, writeWhole } from "./setup/stamp.ts";
import { hostTarget, type Target, targetNamed } from "./setup/target.ts";
import { targetOf } from "./setup/target_name.ts";
import { toolchainFor } from "./setup/toolchain.ts";

/** What a list of parts was made from and the folders that it names; so a later start only compares and looks. */
interface Stamp {
  inputs: string;
  parts: string;
  folders: string[];
}

/** Folder of what is built for a system: dist/ for what is for this machine alone, else dist/TARGET. */
export function distFolder(target: Target): string {
  const dist = dirname(PARTS_FILE);
  return target.isOwn ? dist : join(dist, target.name);
}

/** The list of a system's native parts: what {@link PARTS_FILE} is for this machine alone. */
export const partsFile = (target: Target) => join(distFolder(target), "parts.json");

/**
 * Builds the native parts that are missing and lists them in dist/parts.json, or in dist/TARGET/parts.json for what
 * is not for this machine alone.
 *
 * @throws AppError SETUP_FAILED when something cannot be fetched, or the system cannot be built for here; CommandFailed
 *   when something does not compile
 */
export async function buildNativeParts(target = hostTarget()): Promise<void> {
  const inputs = inputsHash(target);
  const stampFile = join(distFolder(target), "parts.stamp.json");
  const stamp = readStamp(stampFile);
  const isCurrent = stamp?.inputs === inputs && stamp.parts === readIfThere(partsFile(target));
  if (isCurrent && stamp.folders.every(isIntact)) return;
  await withComponents(async (components) => {
    const parts = await partsFor(components, target);
    const text = `${JSON.stringify(parts, null, 2)}\n`;
    const { llamaFolder, openJTalk, kokoro, echo, apple, player, resampler, dictionary, htsVoices } = parts;
    const files = [openJTalk, kokoro, echo, apple, player, resampler, dictionary, htsVoices.nitech].filter(
      (path) => path !== undefined,
    );
    const folders = [llamaFolder, ...files.map(dirname)];
    writeWhole(partsFile(target), text);
    writeWhole(stampFile, JSON.stringify({ inputs, parts: text, folders } satisfies Stamp));
  });
}

async function partsFor(components: Components, target: Target): Promise<Parts> {
  const toolchain = await toolchainFor(components, target);
  const isDarwin = target.system === "darwin";
  const translator = await llm(components, toolchain);
  const openJTalk = await openJTalkVoice(components, toolchain, "openjtalk");
  const kokoro = await openJTalkVoice(components, toolchain, "kokoro");
  const echo = await ours(components, toolchain, "echo");
  const apple = isDarwin ? { apple: await ours(components, toolchain, "apple") } : {};
  const player = isDarwin
    ? await ours(components, toolchain, "applePlayer")
    : await miniaudioPlayer(components, toolchain);
  const japanese = await japaneseData(components);
  return {
    llamaFolder: translator.folder,
    llm: translator.library,
    bareLoop: translator.bareLoop,
    openJTalk,
    kokoro,
    echo,
    ...apple,
    player,
    resampler: await ours(components, toolchain, "resampler"),
    dictionary: japanese.dictionary,
    htsVoices: { mei: japanese.mei, nitech: await nitechVoice(components) },
  };
}

/** Everything in this checkout and its surroundings that decides what is built, except the compiler's version. */
function inputsHash(target: Target): string {
  const here = import.meta.dir;
  const below = (folder: string, files: string) =>
    [...new Bun.Glob(files).scanSync(folder)].sort().map((name) => join(folder, name));
  return hashOfInputs(
    [
      ...below(NATIVE, "**/*"),
      ...below(join(here, "setup"), "**/*.ts"),
      join(here, "pins.json"),
      import.meta.path,
    ],
    [target.name, cacheFolder(), process.env.CC ?? "", process.env.CXX ?? ""],
  );
}

function readStamp(path: string): Stamp | undefined {
  const text = readIfThere(path);
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `bun scripts/build.ts [--target TARGET]` */
if (import.meta.main) {
  try {
    await buildNativeParts(targetNamed(targetOf(process.argv.slice(2))));
  } catch (error) {
    reportFailure(error);
  }
}
