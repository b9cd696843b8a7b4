import { expect, test } from "bun:test";
import { systemPackages } from "../../scripts/setup/system_packages.ts";

test("what is there is not installed", async () => {
  const asked: string[] = [];
  await systemPackages({ bell: "bells" }, (program) => {
    asked.push(program);
    return `/bin/${program}`;
  });
  expect(asked).toEqual(["bell"]);
});

test("without apt-get, the command that would help is named, each package once", async () => {
  const programs = { "bell-ring": "bells", "bell-tune": "bells", gong: "gongs" };
  await expect(systemPackages(programs, () => null)).rejects.toMatchObject({
    code: "SETUP_FAILED",
    what: "bell-ring, bell-tune, gong missing on this machine",
    fix: expect.stringContaining("apt-get install bells gongs"),
  });
});
