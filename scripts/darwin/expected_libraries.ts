import { readFileSync } from "node:fs";
import { join } from "node:path";
import { functionsOf } from "../check-abi.ts";
import { NATIVE } from "../setup/native_folder.ts";
import { targetNamed } from "../setup/target.ts";
import type { Expected } from "./library_faults.ts";

const framework = (name: string, version: "A" | "C") =>
  `/System/Library/Frameworks/${name}.framework/Versions/${version}/${name}`;

const SYSTEM = "/usr/lib/libSystem.B.dylib";
const OBJECTIVE_C = "/usr/lib/libobjc.A.dylib";
const CORE_FOUNDATION = framework("CoreFoundation", "A");
const { llama, "ggml-base": ggmlBase, ggml } = targetNamed("darwin-arm64").llama.files;

/** Parts (src/parts_schema.ts) that are libraries of ours. */
export const LIBRARY_PARTS = [
  "llm",
  "bareLoop",
  "openJTalk",
  "kokoro",
  "echo",
  "apple",
  "player",
  "resampler",
] as const;
type LibraryPart = (typeof LIBRARY_PARTS)[number];

/** What each of our libraries loads, and the header that it is built after. The C++ runtime is inside of them. */
const LIBRARIES: Record<LibraryPart, { header: string; loads: readonly string[] }> = {
  llm: { header: "llm.h", loads: [`@rpath/${llama}`, `@rpath/${ggml}`, `@rpath/${ggmlBase}`, SYSTEM] },
  bareLoop: { header: "bare_loop.h", loads: [`@rpath/${llama}`, `@rpath/${ggml}`, SYSTEM] },
  openJTalk: { header: "voice.h", loads: [SYSTEM] },
  kokoro: { header: "voice.h", loads: [SYSTEM] },
  echo: { header: "voice.h", loads: [SYSTEM] },
  apple: {
    header: "voice.h",
    loads: [
      ...[SYSTEM, OBJECTIVE_C, CORE_FOUNDATION],
      ...[framework("Foundation", "C"), framework("AVFAudio", "A"), framework("AppKit", "C")],
    ],
  },
  player: {
    header: "player.h",
    loads: [SYSTEM, CORE_FOUNDATION, framework("CoreAudio", "A"), framework("AudioToolbox", "A")],
  },
  resampler: { header: "pcm_resampler.h", loads: [SYSTEM] },
};

/** What a library of ours has to be like on macOS. */
export function expectedOf(part: LibraryPart): Expected {
  const { header, loads } = LIBRARIES[part];
  const { functions } = functionsOf(readFileSync(join(NATIVE, header), "utf8"));
  return { functions: functions.map(({ name }) => name), loads };
}
