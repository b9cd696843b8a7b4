import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, sep } from "node:path";
import { BUILDING_FOLDERS, buildPathsIn } from "../release/build_paths.ts";
import { ROOT } from "../release/facts.ts";
import { TargetName } from "../setup/target_name.ts";
import { failed, passed, type Verdict } from "../testing/steps/step.ts";
import type { Transcript } from "../testing/steps/transcript.ts";
import { released, type Scene, type Step } from "./scene.ts";
import { zstdFramesIn } from "./zstd_frames.ts";

/** Everything that can be seen of the files without running any. */
export const FILE_STEPS: readonly Step[] = [
  {
    name: "sums",
    shows: "That sha256sum finds every file of the release whole",
    limitMs: 60_000,
    run: sums,
  },
  {
    name: "programs",
    shows:
      "That archives and Debian packages, unpacked by tar and dpkg-deb, hold the programs that were built",
    limitMs: 120_000,
    run: programs,
  },
  ...TargetName.options.map(
    (target): Step => ({
      name: `paths-${target}`,
      shows: `That no path of the building machine stands in the program for ${target} or in what it unpacks`,
      limitMs: 120_000,
      run: (scene, transcript) => paths(scene, transcript, target),
    }),
  ),
];

async function sums(scene: Scene, transcript: Transcript): Promise<Verdict> {
  const list = released(scene, "SHA256SUMS");
  const command = ["env", "--chdir", scene.dist, "sha256sum", "--check", "--strict", list];
  const { status, stdout, stderr } = await transcript.run(command);
  const told = stdout.trim().split("\n");
  if (status === 0) return passed(`${told.length} files are whole`);
  return failed(told.filter((line) => !line.endsWith(": OK")).join("; ") || stderr.trim());
}

const NAME = "stream-tts-bun";
const ARCHITECTURES = { "linux-x64": "amd64", "linux-arm64": "arm64", "darwin-arm64": null } as const;

async function programs(scene: Scene, transcript: Transcript): Promise<Verdict> {
  const { folder, version } = scene;
  for (const target of TargetName.options) {
    const built = released(scene, target, NAME);
    const into = join(folder, `programs-${target}`);
    mkdirSync(into);
    const archive = released(scene, `${NAME}-${version}-${target}.tar.gz`);
    const commands = [["tar", "xzf", archive, "-C", into]];
    const found = [join(into, `${NAME}-${version}`, NAME)];
    const architecture = ARCHITECTURES[target];
    if (architecture !== null) {
      const deb = released(scene, `${NAME}_${version}_${architecture}.deb`);
      commands.push(["dpkg-deb", "--extract", deb, into]);
      found.push(join(into, "usr", "bin", NAME));
    }
    for (const command of [...commands, ...found.map((path) => ["cmp", built, path])]) {
      const { status, stdout, stderr } = await transcript.run(command);
      if (status !== 0) return failed(`${target}: ${(stdout + stderr).trim()}`);
    }
    rmSync(into, { recursive: true });
  }
  return passed(`those of ${TargetName.options.join(", ")} are the same wherever they are packed`);
}

/** Homes, and the folders that this checkout and what is temporary lie in. */
const FOLDERS: readonly string[] = [
  ...BUILDING_FOLDERS,
  homedir(),
  tmpdir(),
  ROOT.split(sep).slice(0, 2).join(sep),
];
/** What begins like a path of this machine and is none of its: Bun's own temporary folder, and its examples. */
const OF_BUN = [/^\/tmp\/$/, /^\/tmp\/bun\.cron\.$/, /^\/tmp\/report\.json",$/];
/** Of Apple's Metal, in ggml. */
const OF_GGML = [/^\/tmp\/perf-metal-%d\.gputrace$/];
/** ELF, and Mach-O of 64 bits. */
const LIBRARY_MAGICS = [Buffer.of(0x7f, 0x45, 0x4c, 0x46), Buffer.of(0xcf, 0xfa, 0xed, 0xfe)];

async function paths(scene: Scene, transcript: Transcript, target: TargetName): Promise<Verdict> {
  const bytes = readFileSync(released(scene, target, NAME));
  const found = new Set(buildPathsIn(bytes, FOLDERS));
  let unpacked = 0;
  let libraries = 0;
  for (const content of zstdFramesIn(bytes)) {
    unpacked += content.length;
    if (LIBRARY_MAGICS.some((magic) => magic.equals(content.subarray(0, magic.length)))) libraries++;
    for (const path of buildPathsIn(content, FOLDERS)) found.add(path);
  }
  if (libraries === 0) return failed("nothing that it unpacks was found in it, so nothing is shown");
  transcript.note(`looked for ${[...new Set(FOLDERS)].join(", ")}`);
  for (const path of found) transcript.note(path);
  const own = [...found].filter((path) => ![...OF_BUN, ...OF_GGML].some((known) => known.test(path)));
  const looked = `${megabytes(bytes.length)} and ${megabytes(unpacked)} that it unpacks, ${libraries} libraries among them`;
  if (own.length > 0) return failed(`${own.join(", ")} in ${looked}`);
  return passed(`none in ${looked}`);
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
