import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { buildExecutable, executableFor } from "./executable.ts";
import { releaseArguments } from "./release/arguments.ts";
import { checkBuild } from "./release/checks.ts";
import { INSIDE } from "./release/components.ts";
import { debOf } from "./release/deb.ts";
import { documents } from "./release/documents.ts";
import { NAME, ROOT, releaseFacts } from "./release/facts.ts";
import { formulaOf } from "./release/formula.ts";
import { insideOf, licencesOf } from "./release/inside.ts";
import { archiveFiles, debianFiles, type Ingredients } from "./release/layout.ts";
import { debianDepends, type Needs, needsText } from "./release/needs.ts";
import { sbomOf } from "./release/sbom.ts";
import { type Signer, sign } from "./release/signing.ts";
import { sha256, sumsOf } from "./release/sums.ts";
import { gzipOf, tarOf } from "./release/tar.ts";
import { DEBIAN_ARCHITECTURES, RELEASE_NAMES, removeEarlier } from "./release/written.ts";
import { reportFailure } from "./setup/failure.ts";
import { writeWhole } from "./setup/stamp.ts";
import { releaseTarget, type Target } from "./setup/target.ts";
import { TargetName } from "./setup/target_name.ts";

/** Makes everything that users install. Started by release.sh. */

const DIST = join(ROOT, "dist");
/** dpkg shows the first line in lists; the others lie below it. */
const DEBIAN_TEXT = [
  "It reads the JSON lines of Claude Code, Codex, Gemini CLI or opencode from a",
  "pipe, translates the English text with a language model that stays loaded,",
  "and speaks it clause by clause with a native voice. Nothing leaves the",
  "machine.",
  ".",
  "The model is not part of this package: stream-tts-bun models pull",
] as const;

const facts = releaseFacts();
const written: string[] = [];

async function release(argv: readonly string[]): Promise<void> {
  const { targets, baseUrl, signer } = releaseArguments(argv);
  mkdirSync(DIST, { recursive: true });
  removeEarlier(DIST);
  const needs = new Map<TargetName, Needs[]>();
  for (const name of targets) needs.set(name, await build(releaseTarget(name), signer));
  for (const name of targets)
    await step(`packages for ${name}`, () => writePackages(name, needs.get(name) ?? []));
  await step("list of parts", async () =>
    write(RELEASE_NAMES.sbom(facts.version), await sbomOf({ name: NAME, ...facts }, INSIDE)),
  );
  write(
    RELEASE_NAMES.needs(facts.version),
    [...needs].map(([name, files]) => needsText(name, files)).join("\n"),
  );
  if (targets.length === TargetName.options.length) writeFormula(baseUrl);
  else tell("no formula, because that needs all systems");
  write(RELEASE_NAMES.sums, sumsOf(written.map((file) => join(DIST, file))));
  for (const file of written) tell(`${String(statSync(join(DIST, file)).size).padStart(11)}  dist/${file}`);
  tell(`all of it in ${seconds(performance.now())}`);
}

async function build(target: Target, signer: Signer | null): Promise<Needs[]> {
  const program = executableFor(target);
  await step(`program for ${target.name}`, async () => {
    await buildExecutable(target);
    if (target.system === "darwin" && signer !== null) await sign(signer, program);
  });
  return step(`checks of ${target.name}`, () => checkBuild(target, program, insideOf(target)));
}

async function writePackages(name: TargetName, needs: readonly Needs[]): Promise<void> {
  const { version, description, homepage, maintainer } = facts;
  const target = releaseTarget(name);
  const ingredients: Ingredients = {
    ...(await documents(target)),
    program: readFileSync(executableFor(target)),
    licence: readFileSync(join(ROOT, "LICENSE")),
    readme: readFileSync(join(ROOT, "README.md")),
    changelog: readFileSync(join(ROOT, "CHANGELOG.md")),
    licences: licencesOf(insideOf(target)),
  };
  const archive = tarOf(`${NAME}-${version}`, archiveFiles(ingredients));
  write(RELEASE_NAMES.archive(version, name), gzipOf(archive));
  if (name === "darwin-arm64") return;
  const architecture = DEBIAN_ARCHITECTURES[name];
  const control = {
    package: NAME,
    version,
    architecture,
    maintainer,
    homepage,
    depends: debianDepends(needs),
    recommends: ["libpulse0 | libasound2"],
    description: [description, ...DEBIAN_TEXT] as const,
  };
  write(RELEASE_NAMES.debian(version, architecture), debOf(control, debianFiles(ingredients)));
}

function writeFormula(given: string | null): void {
  const base = given ?? facts.baseUrl;
  const archive = (name: TargetName) => {
    const file = RELEASE_NAMES.archive(facts.version, name);
    return { url: `${base}/${file}`, sha256: sha256(readFileSync(join(DIST, file))) };
  };
  const archives = {
    "linux-x64": archive("linux-x64"),
    "linux-arm64": archive("linux-arm64"),
    "darwin-arm64": archive("darwin-arm64"),
  };
  const homepage = facts.homepage ?? new URL(base).origin;
  write(RELEASE_NAMES.formula, formulaOf({ ...facts, homepage, archives }));
  if (given === null)
    tell(`the formula looks for the archives at ${base}; --base-url URL says where they are`);
}

function write(name: string, content: string | Uint8Array): void {
  writeWhole(join(DIST, name), content);
  written.push(name);
}

async function step<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  tell(`${name}: ${seconds(performance.now() - started)}`);
  return result;
}

const tell = (line: string) => process.stderr.write(`${line}\n`);
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

try {
  await release(process.argv.slice(2));
} catch (error) {
  reportFailure(error);
}
