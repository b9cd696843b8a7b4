import { join } from "node:path";
import { baseFolder } from "../../base_folder.ts";
import { AppError } from "../../errors.ts";
import type { Change, ServiceManager, Step, UnitContents } from "./manager.ts";
import type { OwnFile } from "./own_file.ts";
import type { Place } from "./place.ts";
import { environmentWord, execLine, execWords } from "./systemd_words.ts";

const UNIT = "stream-tts-bun.service";
/** Reached when the user has logged in. */
const TARGET = "default.target";
const MARK = "# Written by stream-tts-bun serve --install; removed by stream-tts-bun serve --uninstall\n";
/** systemd takes no program whose path has one of these (string_is_safe in its src/basic/string-util.c). */
const UNSAFE = /["'\\\p{Cc}]/u;

/** systemd's manager of a user: systemd.unit(5), systemd.service(5), systemctl(1). */
export class Systemd implements ServiceManager {
  readonly name = "systemd";
  readonly file: OwnFile;
  readonly logCommand = ["journalctl", "--user", "--unit", UNIT, "--lines", "20"];
  readonly links: readonly string[];
  readonly reading = systemctl("daemon-reload");
  readonly asking = systemctl("is-active", UNIT);

  constructor(place: Place) {
    const units = join(baseFolder("XDG_CONFIG_HOME", place), "systemd", "user");
    this.file = { path: join(units, UNIT), mark: MARK };
    this.links = [join(units, `${TARGET}.wants`, UNIT)];
  }

  /**
   * Type=exec: starting it fails when the program is not there. An end by SIGTERM is told as 143 and is no failure; wrong
   * flags (2) will be no better the next time, nor will what failed five times in a minute.
   */
  render({ command, environment }: UnitContents): string {
    const [program = ""] = command;
    if (UNSAFE.test(program))
      throw new AppError("UNIT_UNWRITABLE", {
        what: "systemd cannot start this program from where it is",
        why: `it takes no quotes, backslashes or control characters in the path of a program: ${program}`,
        fix: "move the program to another folder, such as ~/.local/bin",
      });
    const variables = Object.entries(environment).map(
      ([name, value]) => `Environment=${environmentWord(name, value)}\n`,
    );
    return `${MARK}[Unit]
Description=Speaks what coding agents write, in Japanese (stream-tts-bun)
StartLimitIntervalSec=60
StartLimitBurst=5

[Service]
Type=exec
ExecStart=${execLine(command)}
${variables.join("")}Restart=on-failure
RestartSec=2
RestartPreventExitStatus=2
SuccessExitStatus=143
TimeoutStopSec=10

[Install]
WantedBy=${TARGET}
`;
  }

  commandIn(text: string): string[] {
    return execWords(/^ExecStart=(.*)$/m.exec(text)?.[1] ?? "");
  }

  starting(change: Change): Step[] {
    return change === "changed"
      ? [systemctl("enable", UNIT), systemctl("restart", UNIT)]
      : [systemctl("enable", "--now", UNIT)];
  }

  stopping(): Step[] {
    return [systemctl("disable", "--now", UNIT)];
  }
}

function systemctl(...args: string[]): Step {
  return { command: ["systemctl", "--user", ...args] };
}
