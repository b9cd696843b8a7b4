import { statSync } from "node:fs";
import { basename, join } from "node:path";
import { isCompiled } from "../compiled.ts";
import { Pack } from "../embedded/pack.ts";
import { EMBEDDED } from "../embedded/parts.ts";
import { AppError } from "../errors.ts";
import { sha256OfFile } from "../fetch/digest.ts";
import { catalog, firstFile } from "../models/catalog.ts";
import { textOf } from "../models/gguf/metadata.ts";
import { readGgufHeader } from "../models/gguf/reader.ts";
import type { VerifiedModel } from "../models/verify.ts";
import { thisPlatform } from "../platform.ts";
import type { VerifiedPack } from "../voice_packs/verify_pack.ts";
import { type Component, formatOf, LICENCES, MODELS, PROGRAM, VOICES } from "./manifest.ts";
import type { Contents } from "./write_bundle.ts";

/** Of the files that an executable carries, those that say under which terms. */
const LICENCE_PATH = /(^|\/)(COPYING|LICEN[CS]E|NOTICE)[^/]*$|^licences\//;

/** The executable that runs, as a file that can be read even if another has taken its name meanwhile. */
export interface Program {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly version: string;
  readonly platform: string;
  /** What it carries. */
  readonly pack: Pack;
}

/**
 * The executable that runs.
 *
 * @throws AppError USAGE under plain Bun, which carries nothing of ours
 */
export async function runningProgram(version: string): Promise<Program> {
  if (!isCompiled)
    throw new AppError("USAGE", {
      what: "there is no executable to bundle",
      why: "this program runs from its sources",
      fix: "scripts/run.sh builds it; then run dist/stream-tts-bun models bundle OUT.tar.zst",
    });
  const path = process.platform === "linux" ? "/proc/self/exe" : process.execPath;
  const bytes = statSync(path).size;
  const sha256 = await sha256OfFile(path);
  return { path, bytes, sha256, version, platform: thisPlatform, pack: new Pack(EMBEDDED) };
}

/**
 * What goes into a bundle: the program, the licences of all that it carries, a model, and what was pulled for voices.
 *
 * @param model hashed
 * @param packs each with its licences among its files
 */
export function contentsOf(program: Program, model: VerifiedModel, packs: readonly VerifiedPack[]): Contents {
  const { pack, version, platform } = program;
  const sources = new Map<string, string | Uint8Array>();
  const file = <Path extends string>(
    path: Path,
    source: string | Uint8Array,
    bytes: number,
    sha256: string,
  ) => {
    sources.set(path, source);
    return { path, bytes, sha256 };
  };
  const executable: Component = {
    ...{ kind: "executable", version, platform, voices: Object.keys(pack.manifest.parts.htsVoices) },
    files: [file(PROGRAM, program.path, program.bytes, program.sha256)],
  };
  const licences = pack.manifest.files
    .filter(({ path }) => LICENCE_PATH.test(path))
    .map((packed): Component => {
      const name = packed.path.replace(/^licences\//, "");
      const bytes = Buffer.concat([...pack.contents(packed)]);
      return {
        kind: "licence",
        name,
        files: [file(`${LICENCES}/${name}`, bytes, packed.bytes, packed.sha256)],
      };
    });
  const { path } = model;
  const known = catalog().find((one) => firstFile(one).file === basename(path));
  const weights: Component = {
    ...{ kind: "model", name: basename(path).replace(/\.gguf$/i, ""), profile: model.profile },
    licence: known?.licence ?? textOf(readGgufHeader(path), "general.license"),
    files: [model, ...model.parts].map((part) => {
      if (part.sha256 === null) throw new Error(`${part.path} was not hashed`);
      return file(`${MODELS}/${basename(part.path)}`, part.path, part.bytes, part.sha256);
    }),
  };
  const voices = packs.map(
    ({ pack: { name, licence, credit }, folder, files }): Component => ({
      ...{ kind: "voice", name, licence, credit },
      files: files.map((one) =>
        file(`${VOICES}/${name}/${one.file}`, join(folder, one.file), one.bytes, one.sha256),
      ),
    }),
  );
  const components = [executable, ...licences, weights, ...voices];
  return {
    manifest: { format: formatOf(components), created_by: version, components },
    sources,
  };
}
