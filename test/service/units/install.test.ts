import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { stableCommand } from "../../../src/service/stable_command.ts";
import { installUnit, managerOf, uninstallUnit } from "../../../src/service/units/install.ts";
import { leftoverUnit } from "../../../src/service/units/leftover.ts";
import { StandInPlace } from "./stand_in.ts";

const FLAGS = ["--model", "small", "--rate", "1.5"];
/** systemctl as it behaves while the unit does not run. */
const INACTIVE = '[ "$2" = is-active ] && exit 3; exit 0';
const NO_BUS = "echo 'Failed to connect to bus: No medium found' >&2; exit 1";

let place: StandInPlace;
let path: string;
let madeRoom: number;
beforeEach(() => {
  place = new StandInPlace("linux");
  path = managerOf(place).file.path;
  madeRoom = 0;
});
afterEach(() => place[Symbol.dispose]());

const install = (flags: readonly string[] = FLAGS, ended: number | null = null) => {
  const makeRoom = async () => {
    madeRoom++;
    return ended;
  };
  return installUnit({ flags, makeRoom }, place);
};
const uninstall = () => uninstallUnit({}, place);

describe("systemd", () => {
  test("is told to run a new unit", async () => {
    place.provide("systemctl", INACTIVE);
    const { lines, isComplete } = await install();
    expect(lines).toEqual([`wrote ${path}`, "systemd runs the service now, and at each login"]);
    expect(isComplete).toBe(true);
    expect(path).toBe(join(place.home, ".config/systemd/user/stream-tts-bun.service"));
    expect(managerOf(place).commandIn(readFileSync(path, "utf8"))).toEqual([
      ...stableCommand(),
      "serve",
      ...FLAGS,
    ]);
    expect(place.takeCalls()).toEqual([
      "--user daemon-reload",
      "--user is-active stream-tts-bun.service",
      "--user enable --now stream-tts-bun.service",
    ]);
    expect(readdirSync(dirname(path))).toEqual(["stream-tts-bun.service"]);
  });

  test("is told where caches and settings lie, which it would not know", async () => {
    const settings = join(place.home, "settings");
    const elsewhere = {
      ...{ platform: place.platform, home: place.home, user: place.user },
      environment: { ...place.environment, XDG_CONFIG_HOME: settings, XDG_CACHE_HOME: "/data/cache" },
    };
    place.provide("systemctl", INACTIVE);
    await installUnit({ flags: FLAGS, makeRoom: async () => null }, elsewhere);
    const unit = readFileSync(managerOf(elsewhere).file.path, "utf8");
    expect([...unit.matchAll(/^Environment=(.+)$/gm)].map(([, variable]) => variable)).toEqual([
      "XDG_CACHE_HOME=/data/cache",
      `XDG_CONFIG_HOME=${settings}`,
    ]);
  });

  test("leaves a service alone that runs from the same unit, and starts one anew from another", async () => {
    place.provide("systemctl");
    await install();
    place.takeCalls();
    expect((await install()).lines[0]).toBe(`${path} is as it should be`);
    expect(place.takeCalls()).not.toContain("--user restart stream-tts-bun.service");
    expect((await install(["--rate", "2"])).lines[0]).toBe(`wrote ${path}`);
    expect(place.takeCalls().slice(-2)).toEqual([
      "--user enable stream-tts-bun.service",
      "--user restart stream-tts-bun.service",
    ]);
    expect(madeRoom).toBe(0);
  });

  test("gets room from a service that was started otherwise", async () => {
    place.provide("systemctl", INACTIVE);
    expect((await install(FLAGS, 4711)).lines).toContain("ended the service that ran as process 4711");
  });

  test.each([
    ["that does not answer", NO_BUS, "Failed to connect to bus: No medium found"],
    ["that is not there", null, "there is no systemctl here"],
  ])("%s leaves the unit and the commands to run, and a running service alone", async (_, body, why) => {
    if (body !== null) place.provide("systemctl", body);
    const { lines, isComplete } = await install();
    expect(lines).toEqual([
      `wrote ${path}`,
      `systemd cannot be asked to run it: ${why}`,
      "run this yourself: systemctl --user daemon-reload && systemctl --user enable --now stream-tts-bun.service",
    ]);
    expect({ isComplete, madeRoom }).toEqual({ isComplete: false, madeRoom: 0 });
    expect(existsSync(path)).toBe(true);
  });

  test("that cannot start it is told with its reason and with where more of it stands", async () => {
    place.provide("systemctl", '[ "$2" = enable ] && { echo "Job failed." >&2; exit 1; }; exit 0');
    const { lines, isComplete } = await install();
    expect(isComplete).toBe(false);
    expect(lines.slice(1)).toEqual([
      "systemctl --user enable --now stream-tts-bun.service failed: Job failed.",
      "run this yourself: systemctl --user enable --now stream-tts-bun.service",
      "what the service said: journalctl --user --unit stream-tts-bun.service --lines 20",
    ]);
  });

  test("ends and forgets it", async () => {
    place.provide("systemctl");
    await install();
    place.takeCalls();
    expect(await uninstall()).toEqual({ lines: [`removed ${path}`], isComplete: true });
    expect(place.takeCalls().slice(-2)).toEqual([
      "--user disable --now stream-tts-bun.service",
      "--user daemon-reload",
    ]);
    expect(existsSync(path)).toBe(false);
    expect(await uninstall()).toEqual({
      lines: [`nothing is installed: there is no ${path}`],
      isComplete: true,
    });
    expect(place.takeCalls()).toEqual([]);
  });

  test("that does not answer any more leaves nothing behind", async () => {
    await install();
    const wants = join(dirname(path), "default.target.wants");
    mkdirSync(wants);
    symlinkSync(path, join(wants, "stream-tts-bun.service"));
    place.provide("systemctl", NO_BUS);
    const { lines, isComplete } = await uninstall();
    expect(lines).toEqual([
      `removed ${path}`,
      "systemctl --user disable --now stream-tts-bun.service failed: Failed to connect to bus: No medium found",
      "if the service still runs: stream-tts-bun stop",
    ]);
    expect(isComplete).toBe(false);
    expect(readdirSync(wants)).toEqual([]);
  });

  test("is waited for no longer than one wants", async () => {
    place.provide("systemctl", "exec /bin/sleep 100");
    const stop = new AbortController();
    const installing = installUnit({ flags: FLAGS, signal: stop.signal }, place);
    stop.abort(new Error("enough"));
    await expect(installing).rejects.toThrow("enough");
  });
});

describe("what somebody else put there", () => {
  const own = () => mkdirSync(dirname(path), { recursive: true });

  test("as a file is neither replaced nor removed", async () => {
    own();
    writeFileSync(path, "[Service]\nExecStart=/bin/mine\n");
    place.provide("systemctl");
    for (const act of [install, uninstall]) {
      const error = await act().catch((error) => error);
      expect(error).toMatchObject({ code: "UNIT_UNWRITABLE", fix: expect.stringContaining(`mv ${path} `) });
    }
    expect(readFileSync(path, "utf8")).toBe("[Service]\nExecStart=/bin/mine\n");
    expect(place.takeCalls()).toEqual([]);
    expect(leftoverUnit(place)).toBeNull();
  });

  test("as a link is not followed, also where it leads to what we have written", async () => {
    await install();
    const kept = join(place.home, "kept.service");
    renameSync(path, kept);
    symlinkSync(kept, path);
    place.provide("systemctl");
    for (const act of [install, uninstall])
      expect(await act().catch(({ code }) => code)).toBe("UNIT_UNWRITABLE");
    expect(readlinkSync(path)).toBe(kept);
    expect(place.takeCalls()).toEqual([]);
  });

  test("as a file in the place of the folder is told", async () => {
    writeFileSync(join(place.home, ".config"), "");
    expect(await install().catch((error) => error)).toMatchObject({
      code: "UNIT_UNWRITABLE",
      why: expect.stringContaining("ENOTDIR"),
    });
  });
});

describe("launchd", () => {
  const NOT_LOADED = '[ "$1 $2" = "print gui/501/local.stream-tts-bun" ] && exit 113; exit 0';
  const JOB = "gui/501/local.stream-tts-bun";
  beforeEach(() => {
    place[Symbol.dispose]();
    place = new StandInPlace("darwin");
    path = managerOf(place).file.path;
  });

  test("is told to run a new agent", async () => {
    place.provide("launchctl", NOT_LOADED);
    expect((await install()).isComplete).toBe(true);
    expect(path).toBe(join(place.home, "Library/LaunchAgents/local.stream-tts-bun.plist"));
    expect(place.takeCalls()).toEqual([
      "print gui/501",
      `print ${JOB}`,
      `enable ${JOB}`,
      `bootstrap gui/501 ${path}`,
    ]);
  });

  test("takes another agent up in the place of the old one, also when that takes a while to end", async () => {
    place.provide("launchctl");
    await install();
    place.takeCalls();
    const busy = join(place.home, "busy");
    place.provide("launchctl", `[ $1 = bootstrap ] && [ ! -e ${busy} ] && { : > ${busy}; exit 5; }; exit 0`);
    expect((await install(["--rate", "2"])).isComplete).toBe(true);
    expect(place.takeCalls().slice(2)).toEqual([
      `bootout ${JOB}`,
      `enable ${JOB}`,
      `bootstrap gui/501 ${path}`,
      `bootstrap gui/501 ${path}`,
    ]);
  });

  test("starts the same agent again if it has ended, and ends one that is removed", async () => {
    place.provide("launchctl");
    await install();
    place.takeCalls();
    await install();
    expect(place.takeCalls()).toEqual(["print gui/501", `print ${JOB}`, `kickstart ${JOB}`]);
    await uninstall();
    expect(place.takeCalls()).toEqual([`print ${JOB}`, `bootout ${JOB}`, "print gui/501"]);
    expect(existsSync(path)).toBe(false);
  });

  test("that does not answer is told with the commands", async () => {
    const { lines } = await install();
    expect(lines.at(-1)).toBe(
      `run this yourself: launchctl enable ${JOB} && launchctl bootstrap gui/501 ${path}`,
    );
  });
});

describe("a unit that starts what is gone", () => {
  test.each(["linux", "darwin"] as const)("is found on %s", (platform) => {
    using place = new StandInPlace(platform);
    const manager = managerOf(place);
    mkdirSync(dirname(manager.file.path), { recursive: true });
    const write = (...command: string[]) =>
      writeFileSync(manager.file.path, manager.render({ command, environment: {} }));
    expect(leftoverUnit(place)).toBeNull();
    write("/bin/sh", "serve", "--model", "/no/such/model");
    expect(leftoverUnit(place)).toBeNull();
    write("/no such & place/50%/program", "serve");
    expect(leftoverUnit(place)?.missing).toBe("/no such & place/50%/program");
    write("/bin/sh", "/no/such/main.ts", "serve");
    expect(leftoverUnit(place)).toEqual({ path: manager.file.path, missing: "/no/such/main.ts" });
  });
});

test("a system without a manager that we know is told", async () => {
  const foreign = { platform: "openbsd", home: place.home, user: 501, environment: {} } as const;
  expect(await installUnit({ flags: [] }, foreign).catch((error) => error)).toMatchObject({
    code: "UNIT_UNWRITABLE",
    why: expect.stringContaining("openbsd"),
  });
});
