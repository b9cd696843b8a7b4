import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { failed, passed, type Verdict } from "../testing/steps/step.ts";
import { CannotRun, type Transcript } from "../testing/steps/transcript.ts";
import { judge } from "./program.ts";
import type { Scene, Step } from "./step.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** Libraries that only a Mac has, by the names of their recipes: native/NAME.build.json. */
const APPLE_LIBRARIES = ["voice_apple", "player_apple"] as const;
const TARGET = ["-target", "arm64-apple-macos14.0"];
const STRICT = ["-Wall", "-Wextra", "-Werror"];
/** The groups of scripts/test.sh that start no program which Linux alone has. */
const GROUPS = ["checks", "unit", "ffi"] as const;

/** Of a recipe, what the compiler is told. */
const Recipe = z.object({
  own: z.array(z.string()),
  flags: z.array(z.string()),
  cFlags: z.array(z.string()),
  cxxFlags: z.array(z.string()),
});

const Bench = z.object({
  model: z.string(),
  voice: z.string(),
  lines: z.object({ first_pcm: z.object({ p50: z.number(), p95: z.number() }) }),
  tokens_per_second: z.object({ ours: z.number() }),
});

/** What takes longer, and what is done with the sources. */
export const CHECKOUT_STEPS: readonly Step[] = [
  {
    name: "bench",
    shows: "How long it takes from a sentence to its sound on this machine",
    limitMs: 30 * MINUTE,
    run: bench,
  },
  {
    name: "sources",
    shows:
      "That the sources for Apple's frameworks compile against the real SDK, and not only against our declarations",
    limitMs: 5 * MINUTE,
    isForMac: true,
    run: sources,
  },
  ...GROUPS.map(
    (group): Step => ({
      name: `tests-${group}`,
      shows: `That the group ${group} of scripts/test.sh passes`,
      limitMs: 40 * MINUTE,
      run: (scene, transcript) => tests(group, scene, transcript),
    }),
  ),
];

async function bench({ executable }: Scene, transcript: Transcript): Promise<Verdict> {
  const ran = await transcript.run([executable, "bench", "--rounds", "1", "--messages", "8", "--json"]);
  const verdict = judge(ran, "");
  if (verdict.status !== "passed") return verdict;
  const { model, voice, lines, tokens_per_second } = Bench.parse(JSON.parse(ran.stdout));
  const { p50, p95 } = lines.first_pcm;
  return passed(
    `${model}, ${voice}: first sound after ${p50} / ${p95} ms, ${tokens_per_second.ours} tokens/s`,
  );
}

async function sources({ root }: Scene, transcript: Transcript): Promise<Verdict> {
  const sdk = await transcript.run(["xcrun", "--sdk", "macosx", "--show-sdk-path"]);
  if (sdk.status !== 0)
    throw new CannotRun("Apple's command line tools are not installed: xcode-select --install");
  const native = join(root, "native");
  const refused: string[] = [];
  let compiled = 0;
  for (const library of APPLE_LIBRARIES) {
    const path = join(native, `${library}.build.json`);
    if (!existsSync(path)) return failed(`there is no ${path}`);
    const { own, flags, cFlags, cxxFlags } = Recipe.parse(JSON.parse(readFileSync(path, "utf8")));
    for (const source of own) {
      const language = source.endsWith(".cpp") ? cxxFlags : cFlags;
      const { status } = await transcript.run([
        ...["xcrun", "--sdk", "macosx", "clang", "-fsyntax-only"],
        ...[...TARGET, ...flags, ...language, ...STRICT, join(native, source)],
      ]);
      if (status === 0) compiled++;
      else refused.push(source);
    }
  }
  return refused.length === 0
    ? passed(`${compiled} files compile`)
    : failed(`the SDK's compiler refuses ${refused.join(", ")}`);
}

async function tests(group: string, { root }: Scene, transcript: Transcript): Promise<Verdict> {
  const { status, stdout } = await transcript.run(["bash", join(root, "scripts", "test.sh"), group]);
  const closing = stdout.trim().split("\n").at(-1) ?? "";
  return status === 0 ? passed(closing) : failed(closing);
}
