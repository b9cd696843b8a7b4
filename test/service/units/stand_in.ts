import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Place } from "../../../src/service/units/place.ts";

/** A home without services, and a PATH on which there is at most a stand-in for the manager's command. */
export class StandInPlace implements Place, Disposable {
  readonly platform: "linux" | "darwin";
  readonly home = mkdtempSync(join(tmpdir(), "unit-"));
  readonly user = 501;
  readonly environment: Record<string, string>;
  readonly #programs = join(this.home, "programs");
  readonly #calls = join(this.home, "calls");

  constructor(platform: "linux" | "darwin") {
    this.platform = platform;
    mkdirSync(this.#programs);
    this.environment = { PATH: this.#programs };
  }

  /**
   * Puts the command there, which notes its calls.
   *
   * @param body of a shell script, for how it answers: succeeds without one
   */
  provide(program: string, body = ""): void {
    const script = `#!/bin/sh\necho "$*" >> '${this.#calls}'\n${body}\n`;
    writeFileSync(join(this.#programs, program), script, { mode: 0o755 });
  }

  /** What it was called with since the last time this was asked, a line each. */
  takeCalls(): string[] {
    const text = readFileSync(this.#calls, { encoding: "utf8", flag: "a+" });
    rmSync(this.#calls);
    return text.split("\n").slice(0, -1);
  }

  [Symbol.dispose](): void {
    rmSync(this.home, { recursive: true });
  }
}
