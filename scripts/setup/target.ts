import { type Pin, pins } from "./pins.ts";
import { hostName, type TargetName } from "./target_name.ts";

/** What a recipe of ours may be linked against besides the system's own libraries. */
export type LlamaLibrary = "llama" | "ggml" | "ggml-base";

/** What differs between the systems that the program is built for. */
export interface Target {
  readonly name: TargetName;
  /**
   * Whether it is for this machine alone: made with whatever compiler and Bun it has. What is handed to others is made
   * with the pinned ones, so that it is the same wherever it is made.
   */
  readonly isOwn: boolean;
  readonly system: "linux" | "darwin";
  /** As zig calls it, with the oldest release of the system that what is built has to run on. */
  readonly triple: string;
  /** The file of a shared library of ours. */
  readonly library: (name: string) => string;
  /** Bun's own program, which becomes ours when it is compiled into one file. */
  readonly bun: Pin;
  readonly llama: {
    readonly pin: Pin;
    /** Folder of the libraries in the package. */
    readonly folder: string;
    /** Which of its files are loaded. The others are Node's addon and what llama.cpp's own programs share. */
    readonly isNeeded: (file: string) => boolean;
    readonly files: Readonly<Record<LlamaLibrary, string>>;
  };
}

/** The oldest macOS that libllama and its backends are built for (their LC_BUILD_VERSION), and so ours. */
export const MACOS_VERSION = "14.0";

function linux(name: TargetName, triple: string, bunPackage: string): Target {
  return {
    name,
    isOwn: false,
    system: "linux",
    triple,
    library: (library) => `lib${library}.so`,
    bun: bunPin(bunPackage),
    llama: {
      pin: pins.llama[name],
      folder: `bins/${name}`,
      isNeeded: (file) => /^lib(llama\.|ggml).*\.so$/.test(file),
      files: {
        llama: "libllama.v0.4.0.so",
        ggml: "libggml.v0.4.0.so",
        "ggml-base": "libggml-base.so",
      },
    },
  };
}

function bunPin(name: string): Pin {
  const { version, sha256 } = pins.bun;
  const digest = sha256[name];
  if (digest === undefined) throw new Error(`scripts/pins.json has no ${name}`);
  return { client: "npm", name: `@oven/${name}`, version, sha256: digest };
}

const TARGETS: Readonly<Record<TargetName, Target>> = {
  // The other Bun for x86-64 needs AVX2, which some virtual machines hide and old processors lack.
  "linux-x64": linux("linux-x64", "x86_64-linux-gnu.2.28", "bun-linux-x64-baseline"),
  "linux-arm64": linux("linux-arm64", "aarch64-linux-gnu.2.28", "bun-linux-aarch64"),
  "darwin-arm64": {
    name: "darwin-arm64",
    isOwn: false,
    system: "darwin",
    triple: `aarch64-macos.${MACOS_VERSION}`,
    library: (library) => `lib${library}.dylib`,
    bun: bunPin("bun-darwin-aarch64"),
    llama: {
      pin: pins.llama["darwin-arm64"],
      folder: "bins/mac-arm64-metal",
      // ggml's backends for Metal, Accelerate and each kind of processor are bundles, which end in .so on macOS, too.
      isNeeded: (file) => /^lib(llama\.|ggml).*\.(so|dylib)$/.test(file),
      files: {
        llama: "libllama.metal.v0.4.0.dylib",
        ggml: "libggml.metal.v0.4.0.dylib",
        "ggml-base": "libggml-base.dylib",
      },
    },
  },
};

/** What is handed to others. */
export const releaseTarget = (name: TargetName): Target => TARGETS[name];

/** This machine's own for its own system, what is handed to others for every other. */
export const targetNamed = (name: TargetName): Target => (name === hostName() ? hostTarget() : TARGETS[name]);

/** @throws AppError SETUP_FAILED on a system that the program is not built for */
export const hostTarget = (): Target => ({ ...TARGETS[hostName()], isOwn: true });
