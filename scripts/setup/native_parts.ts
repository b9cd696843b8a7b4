import { copyFileSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../src/fetch/command.ts";
import { unpackTar, unpackWheel } from "../../src/fetch/unpack.ts";
import type { Components } from "./component.ts";
import { setupFailure } from "./failure.ts";
import { fetchPinned } from "./fetch.ts";
import { compileLibrary, recipeInputs } from "./library.ts";
import { pins } from "./pins.ts";
import { readRecipe } from "./recipe.ts";
import type { Toolchain } from "./toolchain.ts";

const LIMIT_MS = 5 * 60_000;

/**
 * libllama, the ggml libraries, our shim over them and the bare loop that it is measured against, all in one folder: ggml
 * looks for its variants beside itself.
 */
export async function llm(
  components: Components,
  toolchain: Toolchain,
): Promise<{ folder: string; library: string; bareLoop: string }> {
  const { llama, library } = toolchain.target;
  const made = [
    { recipe: readRecipe("llm"), file: library("tts_llm") },
    { recipe: readRecipe("bare_loop"), file: library("tts_bare_loop") },
  ] as const;
  const recipes = made.flatMap(({ recipe }) => recipeInputs(recipe, toolchain));
  const inputs = [llama.pin.sha256, pins.llamaHeaders.sha256, ...recipes];
  const headers = await llamaHeaders(components);
  const folder = await components.get("llm", inputs, (target) =>
    components.scratch(async (scratch) => {
      await unpackTar(await fetchPinned(llama.pin), scratch);
      const from = join(scratch, llama.folder);
      for (const name of readdirSync(from).filter(llama.isNeeded))
        copyFileSync(join(from, name), join(target, name));
      copyFileSync(join(headers, "LICENSE"), join(target, "LICENSE.llama.cpp"));
      for (const { recipe, file } of made)
        await compileLibrary(recipe, toolchain, {
          packageFolder: headers,
          folder: target,
          file,
          scratch: join(scratch, file),
        });
    }),
  );
  const [shim, loop] = made;
  return { folder, library: join(folder, shim.file), bareLoop: join(folder, loop.file) };
}

/** The headers of the release that the libraries were built from; it travels as a git bundle. */
export async function llamaHeaders(components: Components): Promise<string> {
  if (Bun.which("git") === null)
    throw setupFailure(
      "git is missing",
      "the headers of llama.cpp come as a git bundle",
      "install git, then run this again",
    );
  return components.get("llama-headers", [pins.llamaHeaders.sha256], (made) =>
    components.scratch(async (scratch) => {
      await unpackTar(await fetchPinned(pins.llamaHeaders), scratch);
      const archive = join(scratch, "headers.tar");
      // Named for git, lest it follow a GIT_DIR that a hook has set.
      const env = { GIT_DIR: join(scratch, "llama.cpp.git") };
      const git = (...command: string[]) => run(["git", ...command], LIMIT_MS, { cwd: scratch, env });
      await git("init", "--quiet", "--bare");
      await git("fetch", "--quiet", join(scratch, "llama", "gitRelease.bundle"), "HEAD");
      await git("archive", "--output", archive, "FETCH_HEAD", "include", "ggml/include", "LICENSE");
      await run(["tar", "-xf", archive, "-C", made], LIMIT_MS);
    }),
  );
}

/** What Open JTalk's package consists of, each with its licence. */
const LICENCES = {
  open_jtalk: "lib/open_jtalk/src/COPYING",
  mecab: "lib/open_jtalk/src/mecab/COPYING",
  hts_engine: "lib/hts_engine_API/src/COPYING",
} as const;

/** Voice libraries over those sources, and what of them each contains. */
const OPEN_JTALK = {
  openjtalk: { library: "tts_voice_openjtalk", contains: ["open_jtalk", "mecab", "hts_engine"] },
  kokoro: { library: "tts_voice_kokoro", contains: ["open_jtalk", "mecab"] },
} as const;

/** @param name which: Open JTalk with hts_engine, or its front end before Kokoro, whose model is no part of the library */
export async function openJTalkVoice(
  components: Components,
  toolchain: Toolchain,
  name: keyof typeof OPEN_JTALK,
): Promise<string> {
  const { library, contains } = OPEN_JTALK[name];
  const recipe = readRecipe(name);
  const file = toolchain.target.library(library);
  const folder = await components.get(
    `voice-${name}`,
    [pins.openJTalk.sha256, ...recipeInputs(recipe, toolchain)],
    (made) =>
      components.scratch(async (scratch) => {
        await unpackTar(await fetchPinned(pins.openJTalk), scratch);
        const objects = join(scratch, "objects");
        await compileLibrary(recipe, toolchain, {
          packageFolder: scratch,
          folder: made,
          file,
          scratch: objects,
        });
        for (const part of contains)
          copyFileSync(join(scratch, LICENCES[part]), join(made, `COPYING.${part}`));
      }),
  );
  return join(folder, file);
}

/**
 * Libraries that need no sources but ours: the voice that tests use, what speaks and plays on macOS, and what resamples.
 */
const OURS = {
  echo: { component: "voice-echo", recipe: "echo", library: "tts_voice_echo" },
  apple: { component: "voice-apple", recipe: "voice_apple", library: "tts_voice_apple" },
  applePlayer: { component: "player", recipe: "player_apple", library: "tts_player" },
  resampler: { component: "resampler", recipe: "resampler", library: "tts_resampler" },
} as const;

/** @param name which of them; those with `apple` in their names can be built for macOS only */
export async function ours(
  components: Components,
  toolchain: Toolchain,
  name: keyof typeof OURS,
): Promise<string> {
  const { component, library, recipe: recipeName } = OURS[name];
  const recipe = readRecipe(recipeName);
  const file = toolchain.target.library(library);
  const folder = await components.get(component, recipeInputs(recipe, toolchain), (made) =>
    components.scratch((scratch) =>
      compileLibrary(recipe, toolchain, { packageFolder: scratch, folder: made, file, scratch }),
    ),
  );
  return join(folder, file);
}

/** The player library for Linux. PulseAudio's and ALSA's libraries are loaded when it opens a device. */
export async function miniaudioPlayer(components: Components, toolchain: Toolchain): Promise<string> {
  const recipe = readRecipe("player");
  const file = toolchain.target.library("tts_player");
  const inputs = [pins.miniaudio.sha256, ...recipeInputs(recipe, toolchain)];
  const folder = await components.get("player", inputs, (made) =>
    components.scratch(async (scratch) => {
      await unpackTar(await fetchPinned(pins.miniaudio), scratch);
      const objects = join(scratch, "objects");
      await compileLibrary(recipe, toolchain, {
        packageFolder: scratch,
        folder: made,
        file,
        scratch: objects,
      });
      // The header carries its licence as its last comment.
      const header = readFileSync(join(scratch, "miniaudio", "miniaudio.h"), "utf8");
      const licence = header.slice(header.lastIndexOf("/*") + 2, header.lastIndexOf("*/")).trim();
      writeFileSync(join(made, "LICENSE.miniaudio"), `${licence}\n`);
    }),
  );
  return join(folder, file);
}

/** The Japanese dictionary and the voice that read by Open JTalk, each with its licence. */
export async function japaneseData(components: Components): Promise<{ dictionary: string; mei: string }> {
  const folder = await components.get("japanese-data", [pins.dictionary.sha256], (made) =>
    components.scratch(async (scratch) => {
      await unpackWheel(await fetchPinned(pins.dictionary), scratch);
      renameSync(join(scratch, "pyopenjtalk", "dictionary"), join(made, "dictionary"));
      renameSync(join(scratch, "pyopenjtalk", "htsvoice"), join(made, "voices"));
    }),
  );
  return { dictionary: join(folder, "dictionary"), mei: join(folder, "voices", "mei_normal.htsvoice") };
}

/** The male voice "NIT ATR503 M001" 1.05 for Open JTalk, with its licence; returns the path of its file. */
export async function nitechVoice(components: Components): Promise<string> {
  const file = "nitech_jp_atr503_m001.htsvoice";
  const folder = await components.get("nitech", [pins.nitech.sha256], (made) =>
    components.scratch(async (scratch) => {
      await unpackTar(await fetchPinned(pins.nitech), scratch);
      const from = join(scratch, "voice", "hts_voice_nitech_jp_atr503_m001-1.05 2");
      for (const name of [file, "COPYING"]) renameSync(join(from, name), join(made, name));
    }),
  );
  return join(folder, file);
}
