import { basename } from "node:path";
import { MACOS_VERSION } from "../setup/target.ts";
import type { TargetName } from "../setup/target_name.ts";
import { UNWINDER } from "../setup/unwinder_stub.ts";
import { compareVersions, type ElfNeeds, elfNeeds, highestVersion } from "./elf.ts";

/** What one program or library asks of the system. */
export interface Needs extends ElfNeeds {
  readonly path: string;
}

/** What every Linux that the program is for has: the C library's, and the C++ runtime that libllama is linked against. */
const OF_THE_SYSTEM = [
  /^lib(c|m|dl|pthread|rt)\.so\.\d$/,
  /^ld-linux-(x86-64\.so\.2|aarch64\.so\.1)$/,
  /^libstdc\+\+\.so\.6$/,
  /^libgcc_s\.so\.1$/,
];
/** Libraries of ours. */
const OURS = /^libtts_/;
/** As in the triples of scripts/setup/target.ts. */
const OURS_GLIBC = "2.28";

/** Versions of GCC by the highest version of libstdc++'s symbols (GCC's manual, "ABI Policy and Guidelines"). */
const GCC_OF: readonly (readonly [string, string])[] = [
  ["3.4.28", "10"],
  ["3.4.29", "11"],
  ["3.4.30", "12"],
  ["3.4.32", "13.2"],
  ["3.4.33", "14"],
];

export function needsOf(files: readonly { path: string; bytes: Uint8Array }[]): Needs[] {
  return files.map(({ path, bytes }) => ({ path, ...elfNeeds(bytes) }));
}

/**
 * Every way in which what the files ask for is not what was meant, a sentence each: another processor, a library that is
 * neither the system's nor beside it, a newer C library than ours are built for.
 */
export function needsFaults(files: readonly Needs[], target: TargetName): string[] {
  const names = new Set(files.map(({ path }) => basename(path)));
  return files.flatMap((file) => {
    const found: string[] = [];
    if (`linux-${file.machine}` !== target) found.push(`it is for ${file.machine}`);
    for (const library of file.libraries)
      if (!OF_THE_SYSTEM.some((known) => known.test(library))) {
        if (!names.has(library)) found.push(`it needs ${library}, which is neither the system's nor inside`);
        else if (!file.runpath?.split(":").includes("$ORIGIN"))
          found.push(`it does not look for ${library} beside itself`);
      }
    const glibc = highestVersion(file, "GLIBC") ?? "0";
    const isOurs = OURS.test(basename(file.path));
    if (isOurs && compareVersions(glibc, OURS_GLIBC) > 0)
      found.push(`it needs glibc ${glibc}, and ours are for ${OURS_GLIBC}`);
    const callsLlama = file.libraries.some((library) => /^libllama\b/.test(library));
    if (isOurs && callsLlama && !file.libraries.includes(UNWINDER.library))
      found.push(`an exception of libllama would crash it, because it does not need ${UNWINDER.library}`);
    return found.map((fault) => `${file.path}: ${fault}`);
  });
}

/** The highest version of a kind that any of the files asks for; null when none does. */
export function highestOf(files: readonly Needs[], kind: string): string | null {
  return (
    files
      .flatMap((file) => highestVersion(file, kind) ?? [])
      .sort(compareVersions)
      .at(-1) ?? null
  );
}

/** The `Depends` of a Debian package with these files in it. */
export function debianDepends(files: readonly Needs[]): string[] {
  const gcc = highestOf(files, "GLIBCXX");
  const [, version] = GCC_OF.find(([symbols]) => compareVersions(gcc ?? "0", symbols) <= 0) ?? [];
  if (version === undefined) throw new Error(`no GCC is known to have GLIBCXX_${gcc}`);
  const isNeeded = (library: string) => files.some(({ libraries }) => libraries.includes(library));
  return [
    `libc6 (>= ${highestOf(files, "GLIBC") ?? OURS_GLIBC})`,
    ...(isNeeded("libgcc_s.so.1") ? ["libgcc-s1"] : []),
    ...(isNeeded("libstdc++.so.6") ? [`libstdc++6 (>= ${version})`] : []),
  ];
}

/** What a target asks of a system, for people. The C library is told apart: of all, what others have built needs most. */
export function needsText(target: TargetName, files: readonly Needs[]): string {
  if (files.length === 0) return `${target}: macOS ${MACOS_VERSION}\n`;
  const theirs = files.filter(({ path }) => basename(path).startsWith("lib") && !OURS.test(basename(path)));
  const others = files.filter((file) => !theirs.includes(file));
  return [
    `${target}: glibc ${highestOf(files, "GLIBC")} and libstdc++ with GLIBCXX_${highestOf(files, "GLIBCXX")}`,
    `libllama and ggml, as their npm package brings them, need glibc ${highestOf(theirs, "GLIBC")};`,
    `Bun and our own libraries need ${highestOf(others, "GLIBC")}.\n`,
    needsTable(files),
  ].join("\n");
}

/** A table for people: a line for each file, with the highest versions of symbols and the libraries that it needs. */
export function needsTable(files: readonly Needs[]): string {
  const kinds = ["GLIBC", "GLIBCXX", "CXXABI", "GCC"] as const;
  const rows = [
    ["file", ...kinds, "libraries"],
    ...files.map((file) => [
      file.path,
      ...kinds.map((kind) => highestVersion(file, kind) ?? "-"),
      file.libraries.join(" "),
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
