import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Pin, pins } from "../setup/pins.ts";
import { releaseTarget } from "../setup/target.ts";
import { TargetName } from "../setup/target_name.ts";

/** Something that is inside the executables. */
export interface Inside {
  readonly name: string;
  readonly version: string;
  readonly kind: "library" | "data";
  /** Of SPDX's list, or an expression of such. */
  readonly licence: string;
  readonly description: string;
  /** The package that it was taken from. */
  readonly package: Origin;
}

interface Origin {
  /** As the purl specification writes it. */
  readonly purl: string;
  readonly algorithm: "SHA-256" | "SHA-512";
  /** Of the package's file, in hexadecimal digits. */
  readonly digest: string;
}

/** Where Python's and Node's packages stand in a purl. */
const TYPES = { npm: "npm", pip: "pypi" } as const;

function pinned({ client, name, version, sha256 }: Pin): Origin {
  return {
    purl: `pkg:${TYPES[client]}/${name.replace("@", "%40")}@${version}`,
    algorithm: "SHA-256",
    digest: sha256,
  };
}

const LOCK = readFileSync(join(import.meta.dir, "..", "..", "bun.lock"), "utf8");

/** A package as bun.lock has it: its version, and the hash that it is installed by. */
function locked(name: string): { version: string; package: Origin } {
  const [, version, hash] =
    new RegExp(`^ {4}"${name}": \\["${name}@([^"]+)".*"sha512-([^"]+)"\\],$`, "m").exec(LOCK) ?? [];
  if (version === undefined || hash === undefined) throw new Error(`bun.lock has no ${name}`);
  const digest = Buffer.from(hash, "base64").toString("hex");
  return { version, package: { purl: `pkg:npm/${name}@${version}`, algorithm: "SHA-512", digest } };
}

/** What is fetched for each system from a package of its own. */
const perTarget = TargetName.options.flatMap((name): Inside[] => {
  const { bun, llama } = releaseTarget(name);
  return [
    {
      name: "bun",
      version: bun.version,
      kind: "library",
      licence: "MIT AND LGPL-2.0-or-later",
      description: `JavaScript runtime with JavaScriptCore, for ${name}; its licence page lists what is linked into it`,
      package: pinned(bun),
    },
    {
      name: "llama.cpp",
      version: "0.4.0",
      kind: "library",
      licence: "MIT",
      description: `libllama and ggml as shared libraries, for ${name}`,
      package: pinned(llama.pin),
    },
  ];
});

/**
 * Everything inside the executables that is not ours. Versions of what a Python package carries are those that its
 * sources name.
 */
export const INSIDE: readonly Inside[] = [
  ...perTarget,
  {
    name: "open_jtalk",
    version: "1.11",
    kind: "library",
    licence: "BSD-3-Clause",
    description: "Japanese text to the labels of a synthesis",
    package: pinned(pins.openJTalk),
  },
  {
    name: "hts_engine_API",
    version: "1.10",
    kind: "library",
    licence: "BSD-3-Clause",
    description: "Labels to sound",
    package: pinned(pins.openJTalk),
  },
  {
    name: "mecab",
    version: "0.996",
    kind: "library",
    licence: "BSD-3-Clause",
    description: "Japanese words and their readings",
    package: pinned(pins.openJTalk),
  },
  {
    name: "naist-jdic",
    version: pins.dictionary.version,
    kind: "data",
    licence: "BSD-3-Clause",
    description: "Japanese dictionary",
    package: pinned(pins.dictionary),
  },
  {
    name: "mei_normal",
    version: pins.dictionary.version,
    kind: "data",
    licence: "CC-BY-3.0",
    description: "HTS voice of Nagoya Institute of Technology",
    package: pinned(pins.dictionary),
  },
  {
    name: "nitech_jp_atr503_m001",
    version: "1.05",
    kind: "data",
    licence: "CC-BY-3.0",
    description: "HTS voice of Nagoya and Tokyo Institutes of Technology",
    package: pinned(pins.nitech),
  },
  {
    name: "miniaudio",
    version: "0.11.25",
    kind: "library",
    licence: "Unlicense OR MIT-0",
    description: "Sound devices on Linux",
    package: pinned(pins.miniaudio),
  },
  {
    name: "llvm-runtimes",
    version: pins.zig.version,
    kind: "library",
    licence: "Apache-2.0 WITH LLVM-exception",
    description: "libc++, libc++abi and libunwind as zig brings them, linked into our libraries",
    package: pinned(pins.zig),
  },
  {
    name: "zig-compiler-rt",
    version: pins.zig.version,
    kind: "library",
    licence: "MIT",
    description: "What the compiler itself calls, linked into our libraries",
    package: pinned(pins.zig),
  },
  {
    name: "citty",
    kind: "library",
    licence: "MIT",
    description: "Command lines",
    ...locked("citty"),
  },
  {
    name: "fastest-levenshtein",
    kind: "library",
    licence: "MIT",
    description: "How much two words differ",
    ...locked("fastest-levenshtein"),
  },
  {
    name: "jsonc-parser",
    kind: "library",
    licence: "MIT",
    description: "JSON with the places of its values",
    ...locked("jsonc-parser"),
  },
  {
    name: "toml-eslint-parser",
    kind: "library",
    licence: "MIT",
    description: "TOML with the places of its values",
    ...locked("toml-eslint-parser"),
  },
  {
    name: "eslint-visitor-keys",
    kind: "library",
    licence: "Apache-2.0",
    description: "A list that toml-eslint-parser reads",
    ...locked("eslint-visitor-keys"),
  },
  {
    name: "zod",
    kind: "library",
    licence: "MIT",
    description: "Schemas of what comes from outside",
    ...locked("zod"),
  },
  {
    name: "cmu-pronouncing-dictionary",
    kind: "data",
    licence: "ISC AND BSD-2-Clause",
    description: "How English words are said, by Carnegie Mellon University",
    ...locked("cmu-pronouncing-dictionary"),
  },
];
