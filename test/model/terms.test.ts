import { expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { LIMIT_MS, Program, SMALL_MODEL, translations } from "../e2e/program.ts";

/** The user's own words, the prompt that is chosen by name, and what `translate` and `speak` have in common. */
setDefaultTimeout(LIMIT_MS);

const MODEL = "qwen2.5-coder-1.5b-instruct-q4_k_m";

test("a glossary is kept to, in the sentence's own grammar, and not inside names", async () => {
  using program = new Program();
  const glossary = join(program.folder, "glossary.txt");
  writeFileSync(glossary, "worker = 作業者\nscheduler\t配車係\n");
  const { code, stdout } = await program.run(
    ["translate", "--input", "text", "--model", MODEL, "--glossary", glossary],
    "Two workers crashed, so I restarted them.\nThe Scheduler has stopped.\nI opened worker.ts again.\n",
  );
  expect(code).toBe(0);
  const said = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(said.map(({ en }) => en)).toContain("The Scheduler has stopped.");
  expect(said[0].ja).toContain("作業者");
  expect(said[1].ja).toContain("配車係");
  expect(said[2].ja).toContain("worker.ts");
});

test("readings of the user reach the voice, and the Japanese stays as it is", async () => {
  using program = new Program();
  const readings = join(program.folder, "readings.txt");
  writeFileSync(readings, "kubectl = クベコントロール\n行\tくだり\n");
  const { code } = await program.run(
    ["--no-translate", "--voice", "echo", "--output", "null", "--input", "text", "--readings", readings],
    "kubectlを実行します。\n",
  );
  expect(code).toBe(0);
  const [clause] = program.events("clause");
  expect(clause?.ja).toBe("kubectlを実行します。");
  expect(clause?.reading).toStartWith("クベコントロールを");
});

test.each([
  ["--glossary", "GLOSSARY_UNREADABLE"],
  ["--readings", "READINGS_UNREADABLE"],
])("%s with a line that cannot be used is told before anything is spoken", async (flag, code) => {
  using program = new Program();
  const file = join(program.folder, "words.txt");
  writeFileSync(file, "# ours\nnonsense\n");
  const run = await program.run(["--output", "null", "--model", SMALL_MODEL, flag, file], "Hello there.\n");
  expect(run.code).toBe(1);
  expect(run.stderr).toContain(code);
  expect(run.stderr).toContain("line 2");
  expect(program.events("utterance")).toEqual([]);
});

test("a profile is chosen by name, and translate says what speak says", async () => {
  using program = new Program();
  const text = "The parser reads 4711 files, but it does not write any.\nVersion 2.4.1 works.\n";
  const flags = ["--input", "text", "--model", SMALL_MODEL, "--profile", "simple", "--threads", "2"];
  const { stdout } = await program.run(["translate", ...flags], text);
  expect((await program.run([...flags, "--output", "null"], text)).code).toBe(0);
  const [ready] = program.events("ready");
  expect(Number(ready?.prefix_tokens)).toBeLessThan(400);
  const translated = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).ja);
  expect(translations(program)).toEqual(translated);
});
