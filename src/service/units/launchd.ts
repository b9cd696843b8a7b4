import { join } from "node:path";
import type { Change, ServiceManager, Step, UnitContents } from "./manager.ts";
import type { OwnFile } from "./own_file.ts";
import type { Place } from "./place.ts";
import { propertyList, stringsUnder } from "./property_list.ts";

const LABEL = "local.stream-tts-bun";
/** Two hyphens are not allowed inside it. The declaration of XML has to be the first line. */
const MARK = `<?xml version="1.0" encoding="UTF-8"?>
<!-- Written by stream-tts-bun: "serve" with the flag "install" writes it, with "uninstall" it is removed. -->
`;
/** Right after an end, launchd refuses the same label for a while. */
const BOOTSTRAP_TRIES = 10;

/** What the service prints, to which launchd only adds. */
export const launchdLog = (home: string): string => join(home, "Library", "Logs", "stream-tts-bun.log");

/** launchd's manager of a user who is logged in: launchd.plist(5), launchctl(1). Not yet run on a Mac. */
export class Launchd implements ServiceManager {
  readonly name = "launchd";
  readonly file: OwnFile;
  readonly logCommand: readonly string[];
  readonly #log: string;
  readonly #domain: string;
  readonly links = [];
  readonly reading: Step;
  readonly asking: Step;

  constructor({ home, user }: Place) {
    this.file = { path: join(home, "Library", "LaunchAgents", `${LABEL}.plist`), mark: MARK };
    this.#log = launchdLog(home);
    this.logCommand = ["tail", "-n", "20", this.#log];
    this.#domain = `gui/${user}`;
    this.reading = { command: ["launchctl", "print", this.#domain], isQuestion: true };
    this.asking = this.#launchctl("print");
  }

  render({ command, environment }: UnitContents): string {
    return (
      MARK +
      propertyList({
        Label: LABEL,
        ProgramArguments: command,
        EnvironmentVariables: environment,
        RunAtLoad: true,
        KeepAlive: { SuccessfulExit: false },
        // Without it, the system slows a job down that nobody looks at.
        ProcessType: "Interactive",
        StandardErrorPath: this.#log,
      })
    );
  }

  commandIn(text: string): string[] {
    return stringsUnder("ProgramArguments", text);
  }

  starting(change: Change, isRunning: boolean): Step[] {
    if (isRunning && change === "same") return [this.#launchctl("kickstart")];
    const bootstrap = {
      command: ["launchctl", "bootstrap", this.#domain, this.file.path],
      tries: BOOTSTRAP_TRIES,
    };
    return [...this.stopping(isRunning), this.#launchctl("enable"), bootstrap];
  }

  stopping(isRunning: boolean): Step[] {
    return isRunning ? [this.#launchctl("bootout")] : [];
  }

  #launchctl(action: string): Step {
    return { command: ["launchctl", action, `${this.#domain}/${LABEL}`] };
  }
}
