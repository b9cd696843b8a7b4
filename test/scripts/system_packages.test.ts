import { afterEach, expect, test } from "bun:test";
import { systemPackages } from "../../scripts/setup/system_packages.ts";

const path = process.env.PATH;
afterEach(() => {
  process.env.PATH = path;
});

test("what is there is not installed", async () => {
  await systemPackages({ sh: "no-such-package" });
});

test("without apt-get, the command that would help is named, each package once", async () => {
  process.env.PATH = "/nonexistent";
  const programs = { "bell-ring": "bells", "bell-tune": "bells", gong: "gongs" };
  await expect(systemPackages(programs)).rejects.toMatchObject({
    code: "SETUP_FAILED",
    what: "bell-ring, bell-tune, gong missing on this machine",
    fix: expect.stringContaining("apt-get install bells gongs"),
  });
});
