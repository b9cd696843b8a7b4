import { rmSync } from "node:fs";
import { basename, join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { failed, passed, type Verdict } from "../testing/steps/step.ts";
import type { Transcript } from "../testing/steps/transcript.ts";
import { extractedLibraries, firstLine, judge, ownFolders, start } from "./program.ts";
import type { Scene, Step } from "./step.ts";

const SECOND = 1000;
/** What tells machines from each other, and no serial number. */
const SYSCTLS = [
  ...["hw.model", "machdep.cpu.brand_string", "hw.memsize"],
  ...["hw.perflevel0.logicalcpu", "hw.perflevel1.logicalcpu"],
];
const QUARANTINE = "com.apple.quarantine";

/** What this machine is, and what macOS makes of the program before any line of ours runs. */
export const SYSTEM_STEPS: readonly Step[] = [
  {
    name: "machine",
    shows: "Which machine and system this is, and that the program is not run by Rosetta",
    limitMs: 30 * SECOND,
    run: machine,
  },
  {
    name: "quarantine",
    shows: "That macOS does not hold the program back as something that was downloaded",
    limitMs: 10 * SECOND,
    isForMac: true,
    run: quarantine,
  },
  {
    name: "signature",
    shows: "That codesign finds the executable's signature whole",
    limitMs: 60 * SECOND,
    isForMac: true,
    run: (scene, transcript) => signatures([scene.executable], transcript),
  },
  {
    name: "version",
    shows: "That the program starts at all, and is of this checkout's version",
    limitMs: 60 * SECOND,
    run: version,
  },
  {
    name: "first-start",
    shows: "How long a first start takes, which takes the libraries out of the program, and a second one",
    limitMs: 120 * SECOND,
    run: firstStart,
  },
  {
    name: "library-signatures",
    shows:
      "That codesign finds the signature of every library whole that the program has taken out of itself",
    limitMs: 120 * SECOND,
    isForMac: true,
    run: async (scene, transcript) => {
      const libraries = await extractedLibraries(scene, transcript);
      return libraries.length === 0
        ? failed("the program has taken no library out of itself")
        : signatures(libraries, transcript);
    },
  },
];

async function machine({ platform }: Scene, transcript: Transcript): Promise<Verdict> {
  if (platform !== "darwin") {
    const { stdout } = await transcript.run(["uname", "-srm"]);
    return passed(firstLine(stdout));
  }
  const { stdout: versions } = await transcript.run(["sw_vers"]);
  const { stdout: facts } = await transcript.run(["sysctl", ...SYSCTLS]);
  const translated = await transcript.run(["sysctl", "-n", "sysctl.proc_translated"]);
  const version = /^ProductVersion:\s*(.+)$/m.exec(versions)?.[1] ?? "an unknown version";
  const chip = /^machdep\.cpu\.brand_string:\s*(.+)$/m.exec(facts)?.[1] ?? "an unknown processor";
  const what = `macOS ${version} on ${chip}`;
  // Absent where there is no Rosetta.
  return translated.stdout.trim() === "1" ? failed(`${what}, but run by Rosetta`) : passed(what);
}

async function quarantine({ executable }: Scene, transcript: Transcript): Promise<Verdict> {
  const { status, stdout, stderr } = await transcript.run(["xattr", "-l", executable]);
  if (status !== 0) return failed(firstLine(stderr));
  if (!stdout.includes(`${QUARANTINE}:`)) return passed("it is not quarantined");
  return failed(`it is quarantined; xattr -d ${QUARANTINE} ${basename(executable)} lets it start`);
}

async function signatures(paths: readonly string[], transcript: Transcript): Promise<Verdict> {
  const broken: string[] = [];
  for (const path of paths) {
    const { status, stderr } = await transcript.run([
      "codesign",
      "--verify",
      "--strict",
      "--verbose=2",
      path,
    ]);
    if (status !== 0) broken.push(`${basename(path)}: ${firstLine(stderr).replace(`${path}: `, "")}`);
  }
  if (broken.length > 0) return failed(broken.join("; "));
  return passed(paths.length === 1 ? "it is whole" : `${paths.length} files are whole`);
}

async function version({ executable }: Scene, transcript: Transcript): Promise<Verdict> {
  const ran = await transcript.run([executable, "--version"]);
  const found = ran.stdout.trim();
  const verdict = judge(ran, `${found}, after ${ran.ms} ms`);
  if (verdict.status !== "passed" || found === manifest.version) return verdict;
  return failed(`it says ${JSON.stringify(found)}, and this checkout is ${manifest.version}`);
}

async function firstStart(scene: Scene, transcript: Transcript): Promise<Verdict> {
  rmSync(join(scene.folder, "cache"), { recursive: true, force: true });
  transcript.note(`the cache is ${ownFolders(scene).XDG_CACHE_HOME}, and empty`);
  const first = await start(scene, transcript);
  const verdict = judge(first, "");
  if (verdict.status !== "passed") return verdict;
  const second = await start(scene, transcript);
  return judge(second, `${first.ms} ms the first time, ${second.ms} ms the second`);
}
