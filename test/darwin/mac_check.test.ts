import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { EXECUTABLE } from "../../scripts/executable.ts";
import { STEPS } from "../../scripts/mac_check/steps.ts";

/** scripts/mac-check.sh as its user starts it, on the machine that the tests run on. */
const LIMIT_MS = 240_000;
setDefaultTimeout(LIMIT_MS);

const SCRIPT = join(import.meta.dir, "..", "..", "scripts", "mac-check.sh");

async function macCheck(...words: string[]) {
  const folder = mkdtempSync(join(tmpdir(), "mac-check-test-"));
  try {
    const output = join(folder, "report.md");
    const child = Bun.spawn(["bash", SCRIPT, "--output", output, ...words], {
      ...{ stdin: "ignore", stdout: "pipe", stderr: "pipe", cwd: folder, timeout: LIMIT_MS },
    });
    const [stdout, stderr, code] = await Promise.all([
      child.stdout.text(),
      child.stderr.text(),
      child.exited,
    ]);
    const report = (await Bun.file(output).exists()) ? readFileSync(output, "utf8") : null;
    return { code, stdout, stderr, report };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the report's table says of each step: its status and why. */
function table(report: string | null): Map<string, { status: string; why: string }> {
  const rows = [...(report ?? "").matchAll(/^\| ([\w-]+) \| (\w+) \| [\d.]+ s \| (.*) \|$/gm)];
  return new Map(rows.map(([, name = "", status = "", why = ""]) => [name, { status, why }]));
}

describe("on a machine that is no Mac", () => {
  const RUN = ["machine", "version", "first-start", "mei", "offline", "workers-end", "service"];

  test("what applies there is run, with the program that was built", async () => {
    const { code, stderr, report } = await macCheck("--only", RUN.join(","), EXECUTABLE);
    const found = table(report);
    expect([...found].filter(([, { status }]) => status !== "passed")).toEqual([]);
    expect([...found.keys()]).toEqual(RUN);
    expect(found.get("version")?.why).toContain(manifest.version);
    expect(found.get("first-start")?.why).toMatch(/^\d+ ms the first time, \d+ ms the second$/);
    expect(found.get("mei")?.why).toMatch(/^mei: \d\.\d+ s at -\d+\.\d dB, .*天気/);
    expect(report).toContain("7 passed, 0 failed, 0 skipped");
    expect(report).toMatch(/sha256 [0-9a-f]{64}/);
    expect(report).toContain(`$ ${EXECUTABLE} --version\n${manifest.version}\n`);
    expect(stderr).toContain("first-start … passed");
    expect(code).toBe(0);
  });

  test("what only a Mac has or a person can tell is skipped with the reason, and passes nowhere", async () => {
    const names = STEPS.filter(({ isForMac, isManual }) => isForMac || isManual).map(({ name }) => name);
    const { code, report } = await macCheck("--only", names.join(","), EXECUTABLE);
    const found = table(report);
    expect([...found.keys()]).toEqual(names);
    for (const [, { status, why }] of found) {
      expect(status).toBe("skipped");
      expect(why).toMatch(/this is no Mac|it needs a person/);
    }
    expect(code).toBe(0);
  });

  test("a program that does not start fails, and the exit code says so", async () => {
    const { code, report } = await macCheck(
      "--only",
      "version,first-start",
      "--only",
      "machine",
      "/bin/false",
    );
    expect(Object.fromEntries([...table(report)].map(([name, { status }]) => [name, status]))).toEqual({
      ...{ machine: "passed", version: "failed", "first-start": "failed" },
    });
    expect(code).toBe(1);
  });
});

describe("the command line", () => {
  test("--list names every step with what it shows", async () => {
    const { code, stdout, report } = await macCheck("--list");
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line) => line.split(" ")[0] ?? "")).toEqual(STEPS.map(({ name }) => name));
    for (const [n, { shows }] of STEPS.entries()) expect(lines[n]).toEndWith(` ${shows}`);
    expect({ code, report }).toEqual({ code: 0, report: null });
  });

  test("--help tells of every flag", async () => {
    const { code, stdout } = await macCheck("--help");
    for (const flag of ["--only", "--interactive", "--output", "--list", "EXECUTABLE"])
      expect(stdout).toContain(flag);
    expect(code).toBe(0);
  });

  test.each([
    [["--only", "nothing"], 2, 'there is no step "nothing"'],
    [["--every"], 2, "--every"],
    [["one", "two"], 2, "two is one word too many"],
    [["/nowhere/stream-tts-bun"], 1, "/nowhere/stream-tts-bun"],
  ])("%p ends with %i", async (words, expected, why) => {
    const { code, stderr, report } = await macCheck(...words);
    expect(stderr).toContain(why);
    expect({ code, report }).toEqual({ code: expected, report: null });
  });
});

test("no two steps have one name, and each says in a clause what it shows", () => {
  const names = STEPS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { shows } of STEPS) expect(shows).toMatch(/^[A-Z].*[^.]$/);
});
