import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { FORMULA_READER } from "../setup/system_packages.ts";
import { failed, passed, type Verdict } from "../testing/steps/step.ts";
import type { Transcript } from "../testing/steps/transcript.ts";
import { needed, released, type Scene, type Step } from "./scene.ts";

const FORMULA = "stream-tts-bun.rb";

export const FORMULA_STEPS: readonly Step[] = [
  {
    name: "formula",
    shows: "That the formula is Ruby, and names for each system one archive, with the sum that it has",
    limitMs: 60_000,
    run: read,
  },
  {
    name: "formula-install",
    shows:
      "That the formula's own install and test do what they should, with the archive for Linux on x86-64",
    limitMs: 120_000,
    run: installed,
  },
];

/** What formula.rb prints. */
const Told = z.looseObject({
  version: z.tuple([z.string()]),
  url: z.tuple([z.url()]),
  sha256: z.tuple([z.string()]),
  caveats: z.string(),
  service: z.tuple([z.string()]).rest(z.string()),
});

const SYSTEMS = [
  ["macos", "arm"],
  ["linux", "arm"],
  ["linux", "intel"],
] as const;
const HARNESS = join(import.meta.dir, "formula.rb");

async function read(scene: Scene, transcript: Transcript): Promise<Verdict> {
  await needed(FORMULA_READER);
  const formula = released(scene, FORMULA);
  const syntax = await transcript.run(["ruby", "-wc", formula]);
  if (syntax.status !== 0) return failed(syntax.stderr.trim());
  const sums = readFileSync(released(scene, "SHA256SUMS"), "utf8").split("\n");
  for (const system of SYSTEMS) {
    const { status, stdout, stderr } = await transcript.run(["ruby", HARNESS, formula, ...system]);
    if (status !== 0) return failed(stderr.trim());
    const { url, sha256, version } = Told.parse(JSON.parse(stdout));
    const line = `${sha256[0]}  ${basename(url[0])}`;
    if (!sums.includes(line)) return failed(`SHA256SUMS does not have "${line}"`);
    if (version[0] !== scene.version) return failed(`it is of version ${version[0]}`);
  }
  return passed(`${SYSTEMS.map((system) => system.join(" on ")).join(", ")}: sums equal those of SHA256SUMS`);
}

async function installed(scene: Scene, transcript: Transcript): Promise<Verdict> {
  await needed(FORMULA_READER);
  const folder = join(scene.folder, "formula");
  mkdirSync(folder);
  const archive = released(scene, `stream-tts-bun-${scene.version}-linux-x64.tar.gz`);
  const unpacking = await transcript.run(["tar", "xzf", archive, "-C", folder]);
  if (unpacking.status !== 0) return failed(unpacking.stderr.trim());
  const unpacked = join(folder, `stream-tts-bun-${scene.version}`);
  const prefix = join(folder, "prefix");
  const command = ["ruby", HARNESS, released(scene, FORMULA), "linux", "intel", unpacked, prefix];
  const { status, stdout, stderr } = await transcript.run(command, {
    env: { XDG_CACHE_HOME: join(folder, "cache") },
  });
  if (status !== 0) return failed(stderr.trim());
  const { service } = Told.parse(JSON.parse(stdout));
  if (!existsSync(service[0])) return failed(`the service would run ${service[0]}, which is not there`);
  const { stdout: files } = await transcript.run(["find", prefix, "-type", "f", "-printf", "%P\n"]);
  const count = files.trim().split("\n").length;
  return passed(
    `${count} files are installed, its test passes, its service runs ${service.slice(1).join(" ")}`,
  );
}
