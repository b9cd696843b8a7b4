import { readFileSync } from "node:fs";
import { join } from "node:path";
import { firstLine } from "../mac_check/program.ts";
import { MAN_PAGE_READERS } from "../setup/system_packages.ts";
import { failed, passed, type Verdict } from "../testing/steps/step.ts";
import { CannotRun, type Ran, type Transcript } from "../testing/steps/transcript.ts";
import { type Debian, freshDebian, inside } from "./debian.ts";
import { needed, released, type Scene, type Step } from "./scene.ts";
import { bothSpoken, haveModel, SMALL_MODEL } from "./speech.ts";

const MINUTE = 60_000;

/** What becomes of the Linux archives and packages on a Debian 12 with nothing else on it. */
export const DEBIAN_STEPS: readonly Step[] = [
  {
    name: "archive-x64",
    shows: "That the archive for x86-64 speaks, its man page opens and its completion for bash completes",
    limitMs: 10 * MINUTE,
    run: archive,
  },
  {
    name: "package-x64",
    shows:
      "That the package for x86-64 installs without another one, speaks, and leaves nothing when it is removed",
    limitMs: 10 * MINUTE,
    run: debianPackage,
  },
  {
    name: "package-reading",
    shows: "That man and bash find by themselves what the package brings",
    limitMs: 10 * MINUTE,
    run: readers,
  },
  {
    name: "archive-arm64",
    shows:
      "That the archive for arm64, in an emulator, translates and speaks, and restores what it has saved",
    limitMs: 60 * MINUTE,
    run: emulated,
  },
];

/** Where a Debian sees the release. */
const RELEASE = "/release";

async function archive(scene: Scene, transcript: Transcript): Promise<Verdict> {
  const debian = await freshDebian(scene, transcript, "amd64", "archive-x64");
  const folder = await unpacked(scene, transcript, debian, "linux-x64");
  await haveModel(transcript, SMALL_MODEL);
  const verdict = await bothSpoken(debian, transcript, [`${folder}/stream-tts-bun`]);
  if (verdict.status !== "passed") return verdict;
  const completed = await completion(transcript, debian, `${folder}/share/completions/stream-tts-bun.bash`);
  if (completed.status !== "passed") return completed;
  // A Debian with nothing else has no man: this machine's reads the page.
  await needed({ man: MAN_PAGE_READERS.man });
  const page = join(debian.root, folder, "share", "man", "man1", "stream-tts-bun.1");
  const opened = manPage(await transcript.run(["man", "-P", "cat", "-l", page]));
  return opened.status === "passed" ? passed(`${verdict.why}; ${completed.why}; ${opened.why}`) : opened;
}

async function debianPackage(scene: Scene, transcript: Transcript): Promise<Verdict> {
  const debian = await freshDebian(scene, transcript, "amd64", "package-x64");
  const before = await filesOf(transcript, debian);
  const installed = await install(scene, transcript, debian);
  if (installed.status !== 0) return failed(installed.stderr.trim());
  await haveModel(transcript, SMALL_MODEL);
  const verdict = await bothSpoken(debian, transcript, ["stream-tts-bun"]);
  if (verdict.status !== "passed") return verdict;
  const removed = await transcript.run(inside(debian, ["dpkg", "-r", "stream-tts-bun"]));
  if (removed.status !== 0) return failed(removed.stderr.trim());
  const left = (await filesOf(transcript, debian)).filter((path) => !before.includes(path));
  if (left.length > 0) return failed(`${left.join(", ")} is left after dpkg -r`);
  return passed(`${verdict.why}; dpkg -r leaves nothing`);
}

async function readers(scene: Scene, transcript: Transcript): Promise<Verdict> {
  const debian = await freshDebian(scene, transcript, "amd64", "package-reading");
  const flags = ["-qq", "--yes", "install", "--no-install-recommends"];
  const packages = [
    "env",
    "DEBIAN_FRONTEND=noninteractive",
    "apt-get",
    ...flags,
    "man-db",
    "bash-completion",
  ];
  const fetched = await transcript.run(inside(debian, packages, { hasNetwork: true }));
  if (fetched.status !== 0) throw new CannotRun(`apt-get: ${firstLine(fetched.stderr)}`);
  const installed = await install(scene, transcript, debian);
  if (installed.status !== 0) return failed(installed.stderr.trim());
  const opened = manPage(await transcript.run(inside(debian, ["man", "-P", "cat", "stream-tts-bun"])));
  if (opened.status !== "passed") return opened;
  const completed = await completion(transcript, debian, "");
  return completed.status === "passed" ? passed(`${opened.why}; ${completed.why}`) : completed;
}

async function emulated(scene: Scene, transcript: Transcript): Promise<Verdict> {
  const debian = await freshDebian(scene, transcript, "arm64", "archive-arm64");
  const folder = await unpacked(scene, transcript, debian, "linux-arm64");
  await haveModel(transcript, SMALL_MODEL);
  // The plain prompt, which is a quarter as long: an emulator reads two tokens a second.
  const command = [
    `${folder}/stream-tts-bun`,
    "--model",
    SMALL_MODEL,
    "--profile",
    "simple",
    "--threads",
    "2",
  ];
  return await bothSpoken(debian, transcript, command);
}

/** Unpacks the archive as its users do; where it then lies, as the Debian sees it. */
async function unpacked(
  scene: Scene,
  transcript: Transcript,
  debian: Debian,
  target: "linux-x64" | "linux-arm64",
): Promise<string> {
  const name = `stream-tts-bun-${scene.version}-${target}.tar.gz`;
  released(scene, name);
  const folders = { [RELEASE]: scene.dist };
  const command = ["tar", "xzf", `${RELEASE}/${name}`, "-C", "/root"];
  const { status, stderr } = await transcript.run(inside(debian, command, { folders }));
  if (status !== 0) throw new Error(`tar: ${stderr.trim()}`);
  return `/root/stream-tts-bun-${scene.version}`;
}

async function install(scene: Scene, transcript: Transcript, debian: Debian): Promise<Ran> {
  const name = `stream-tts-bun_${scene.version}_${debian.architecture}.deb`;
  released(scene, name);
  const folders = { [RELEASE]: scene.dist };
  return await transcript.run(inside(debian, ["dpkg", "-i", `${RELEASE}/${name}`], { folders }));
}

/** All files and folders, but for what a run keeps for its user and what dpkg keeps of every package. */
async function filesOf(transcript: Transcript, { root }: Debian): Promise<string[]> {
  const kept = ["./root/.cache", "./tmp", "./release", "./var/lib/dpkg", "./var/log", "./proc", "./dev"];
  const passedOver = kept.flatMap((path, n) => [...(n === 0 ? [] : ["-o"]), "-path", path]);
  const find = ["find", ".", "(", ...passedOver, ")", "-prune", "-o", "-print"];
  const { stdout } = await transcript.quietly(["env", "--chdir", root, ...find]);
  return stdout.trim().split("\n");
}

const COMPLETE = join(import.meta.dir, "complete.bash");
const WORDS = ["--voice", "--voices"];

/** @param file where the completion for bash lies; empty: bash-completion has to find it */
async function completion(transcript: Transcript, debian: Debian, file: string): Promise<Verdict> {
  const command = ["bash", "-c", readFileSync(COMPLETE, "utf8"), "bash", file];
  const { stdout, stderr } = await transcript.run(inside(debian, command));
  const offered = stdout.split("\n").map((word) => word.trim());
  if (WORDS.every((word) => offered.includes(word))) return passed(`bash offers ${WORDS.join(" and ")}`);
  return failed(`bash does not offer ${WORDS.join(" and ")}: ${stdout}${stderr}`);
}

function manPage({ status, stdout, stderr }: Ran): Verdict {
  const lines = stdout.split("\n");
  const complaint = stderr.trim();
  if (status !== 0 || complaint !== "") return failed(`man: ${complaint || `status ${status}`}`);
  if (!lines.some((text) => text.startsWith("NAME")) || !stdout.includes("--output"))
    return failed("what man shows is not the page");
  return passed(`man shows ${lines.length} lines`);
}
