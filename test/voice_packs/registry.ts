import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { python } from "../../src/fetch/package_client.ts";
import { thisPlatform } from "../../src/platform.ts";
import type { Pack, PackFile } from "../../src/voice_packs/catalog.ts";
import { noise, sha256 } from "../fetch/http/file_server.ts";
import { Environment } from "../models/pull/environment.ts";

/** What python3 is before a test puts something else into its place. */
const REAL_PYTHON = python();

const MODEL = noise(300_000, 5);
const PARTS = [MODEL.subarray(0, 200_000), MODEL.subarray(200_000)];
/** What the packages of the pack hold beside the parts of its model. */
const VOCABULARY = Buffer.from('{"a":1}');
const STYLES = { "one.npy": noise(5000, 6), "two.npy": noise(5000, 7) };
const LIBRARY = noise(50_000, 8);
const LICENCE = Buffer.from("You may.\n");

/** Every file that the pack has when it is whole. */
export const CONTENTS: ReadonlyMap<string, Buffer> = new Map([
  ["model.bin", MODEL],
  ["vocab.json", VOCABULARY],
  ["styles/one.npy", STYLES["one.npy"]],
  ["styles/two.npy", STYLES["two.npy"]],
  ["library.so", LIBRARY],
  ["LICENSE.library", LICENCE],
]);

const fileOf = (file: string): PackFile => {
  const bytes = CONTENTS.get(file) ?? Buffer.alloc(0);
  return { file, bytes: bytes.length, sha256: sha256(bytes) };
};

export const SELECT = ["--python-version=312", "--platform=some_machine"];

/** A pack that is made as the real one is: a joined file, files and an archive of one package, others for this machine. */
export const PACK: Pack = {
  name: "small",
  licence: "MIT",
  credit: "Somebody",
  joined: [
    {
      ...fileOf("model.bin"),
      parts: PARTS.map((part, index) => ({
        ...{ name: `small-part${index}`, version: "1.0", member: `part${index}/part.bin` },
        ...{ bytes: part.length, sha256: sha256(part) },
      })),
    },
  ],
  sources: [
    {
      ...{ name: "small-voice", version: "2.0" },
      members: [
        { ...fileOf("vocab.json"), member: "small/vocab.json" },
        { ...fileOf("styles/one.npy"), member: "small/styles.npz", inside: "one.npy" },
        { ...fileOf("styles/two.npy"), member: "small/styles.npz", inside: "two.npy" },
      ],
    },
  ],
  platforms: {
    [thisPlatform]: [
      {
        ...{ name: "library", version: "3.0", select: SELECT },
        members: [
          { ...fileOf("library.so"), member: "library/lib.so.3" },
          { ...fileOf("LICENSE.library"), member: "library/LICENSE" },
        ],
      },
    ],
  },
};

/** Answers `python3 -m pip download … NAME==VERSION` from a folder; all else is the real Python's. */
const PYTHON = `#!/bin/sh
if [ "$2" != pip ]; then exec "$REAL_PYTHON" "$@"; fi
for word; do case $before in --dest) dest=$word;; esac; before=$word; done
echo "$word" >> "$REGISTRY/asked"
echo "$@" >> "$REGISTRY/commands"
[ -e "$REGISTRY/hang-$word" ] && echo $$ > "$REGISTRY/held" && exec sleep 600
cp "$REGISTRY/$word.whl" "$dest/"
`;

/** A zip file of these. Python makes it, as it takes it apart. */
function zipOf(files: Readonly<Record<string, Uint8Array>>): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "wheel-"));
  try {
    for (const [name, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    const tops = [...new Set(Object.keys(files).map((name) => name.split("/")[0] ?? ""))];
    const command = [REAL_PYTHON, "-m", "zipfile", "-c", ".zip", ...tops];
    const { exitCode, stderr } = Bun.spawnSync(command, { cwd: folder });
    if (exitCode !== 0) throw new Error(stderr.toString());
    return readFileSync(join(folder, ".zip"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

let made: ReadonlyMap<string, Buffer> | null = null;

/** The packages of {@link PACK}; Python takes a while for each, so they are made once. */
function wheels(): ReadonlyMap<string, Buffer> {
  made ??= new Map([
    ...PARTS.map((part, index): [string, Buffer] => [
      `small-part${index}==1.0`,
      zipOf({ [`part${index}/part.bin`]: part }),
    ]),
    [
      "small-voice==2.0",
      zipOf({
        "small/vocab.json": VOCABULARY,
        "small/styles.npz": zipOf(STYLES),
        "small/other.py": Buffer.from("raise SystemExit"),
      }),
    ],
    ["library==3.0", zipOf({ "library/lib.so.3": LIBRARY, "library/LICENSE": LICENCE })],
  ]);
  return made;
}

/** A home of its own, and a pip that knows the packages of {@link PACK}. */
export class Registry implements Disposable {
  readonly environment = new Environment();
  readonly #folder = join(this.environment.home, "registry");
  readonly #path = process.env.PATH;
  /** Of the pack. */
  readonly target = join(this.environment.home, "cache", "stream-tts-bun", "voices", PACK.name);

  constructor() {
    mkdirSync(this.#folder);
    this.environment.set({ REGISTRY: this.#folder, REAL_PYTHON });
    const program = join(this.#folder, "python3");
    writeFileSync(program, PYTHON);
    chmodSync(program, 0o755);
    process.env.PATH = `${this.#folder}:${this.#path}`;
    for (const [word, wheel] of wheels()) writeFileSync(join(this.#folder, `${word}.whl`), wheel);
  }

  /** Puts a package of these files in the place of what was there before under that name and version. */
  publish(word: string, files: Readonly<Record<string, Uint8Array>>): void {
    writeFileSync(join(this.#folder, `${word}.whl`), zipOf(files));
  }

  withdraw(word: string): void {
    rmSync(join(this.#folder, `${word}.whl`));
  }

  /** Makes a package come only when somebody lets it. @returns what lets it */
  hold(word: string): () => void {
    const gate = join(this.#folder, `hang-${word}`);
    writeFileSync(gate, "");
    return () => rmSync(gate);
  }

  /** What was asked for since this was last asked. */
  asked(): string[] {
    const file = join(this.#folder, "asked");
    const words = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
    rmSync(file, { force: true });
    return words;
  }

  /** The process that is held, or null before there is one. */
  held(): number | null {
    const file = join(this.#folder, "held");
    return existsSync(file) ? Number.parseInt(readFileSync(file, "utf8"), 10) || null : null;
  }

  /** The command lines that pip has got. */
  commands(): string[] {
    return readFileSync(join(this.#folder, "commands"), "utf8").trim().split("\n");
  }

  [Symbol.dispose](): void {
    process.env.PATH = this.#path;
    delete process.env.REGISTRY;
    delete process.env.REAL_PYTHON;
    this.environment[Symbol.dispose]();
  }
}
