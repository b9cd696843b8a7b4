import { describe, expect, test } from "bun:test";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Launchd } from "../../../src/service/units/launchd.ts";
import { Systemd } from "../../../src/service/units/systemd.ts";
import { StandInPlace } from "./stand_in.ts";

const contents = {
  command: ["/opt/a b/stream-tts-bun", "serve", "--glossary", "/home/me/R&D 50%.tsv"],
  environment: { XDG_CACHE_HOME: "/data/cache" },
};
const place = { platform: "linux", home: "/home/me", user: 501, environment: {} } as const;

test("the unit of systemd", () => {
  expect(new Systemd(place).render(contents)).toMatchInlineSnapshot(`
    "# Written by stream-tts-bun serve --install; removed by stream-tts-bun serve --uninstall
    [Unit]
    Description=Speaks what coding agents write, in Japanese (stream-tts-bun)
    StartLimitIntervalSec=60
    StartLimitBurst=5

    [Service]
    Type=exec
    ExecStart="/opt/a b/stream-tts-bun" serve --glossary "/home/me/R&D 50%%.tsv"
    Environment=XDG_CACHE_HOME=/data/cache
    Restart=on-failure
    RestartSec=2
    RestartPreventExitStatus=2
    SuccessExitStatus=143
    TimeoutStopSec=10

    [Install]
    WantedBy=default.target
    "
  `);
});

test("the agent of launchd", () => {
  expect(new Launchd({ ...place, platform: "darwin" }).render(contents)).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <!-- Written by stream-tts-bun: "serve" with the flag "install" writes it, with "uninstall" it is removed. -->
    <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
    <plist version="1.0">
    <dict>
      <key>Label</key>
      <string>local.stream-tts-bun</string>
      <key>ProgramArguments</key>
      <array>
        <string>/opt/a b/stream-tts-bun</string>
        <string>serve</string>
        <string>--glossary</string>
        <string>/home/me/R&amp;D 50%.tsv</string>
      </array>
      <key>EnvironmentVariables</key>
      <dict>
        <key>XDG_CACHE_HOME</key>
        <string>/data/cache</string>
      </dict>
      <key>RunAtLoad</key>
      <true/>
      <key>KeepAlive</key>
      <dict>
        <key>SuccessfulExit</key>
        <false/>
      </dict>
      <key>ProcessType</key>
      <string>Interactive</string>
      <key>StandardErrorPath</key>
      <string>/home/me/Library/Logs/stream-tts-bun.log</string>
    </dict>
    </plist>
    "
  `);
});

test.each([
  [undefined, "/home/me/.config/systemd/user/stream-tts-bun.service"],
  ["/other", "/other/systemd/user/stream-tts-bun.service"],
  ["relative", "/home/me/.config/systemd/user/stream-tts-bun.service"],
])("with XDG_CONFIG_HOME %p the unit is %s", (XDG_CONFIG_HOME, path) => {
  expect(new Systemd({ ...place, environment: { XDG_CONFIG_HOME } }).file.path).toBe(path);
});

test.each(['/opt/"a"/program', "/opt/it's/program", "/opt/a\\b/program", "/opt/a\nb/program"])(
  "systemd would not start %j, which is told",
  (program) => {
    expect(() => new Systemd(place).render({ command: [program], environment: {} })).toThrow(
      expect.objectContaining({ code: "UNIT_UNWRITABLE" }),
    );
  },
);

describe.skipIf(Bun.which("systemd-analyze") === null)("systemd itself", () => {
  test("finds nothing wrong with a unit, and the program where it is", () => {
    using here = new StandInPlace("linux");
    const systemd = new Systemd(here);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: systemd's own form of a variable.
    const folder = join(here.home, "a $b 50% %h ${c}; 日本");
    mkdirSync(folder);
    const program = join(folder, "program");
    copyFileSync("/bin/true", program);
    mkdirSync(dirname(systemd.file.path), { recursive: true });
    writeFileSync(
      systemd.file.path,
      systemd.render({ ...contents, command: [program, "serve", "'%x $y\\"] }),
    );
    const verify = () =>
      Bun.spawnSync(["systemd-analyze", "verify", "--user", systemd.file.path], {
        env: { ...process.env, XDG_RUNTIME_DIR: here.home },
      });
    expect(verify().stderr.toString()).toBe("");
    writeFileSync(systemd.file.path, systemd.render({ ...contents, command: [`${program}2`, "serve"] }));
    expect(verify().stderr.toString()).toContain(`${program}2 is not executable`);
  });
});
