import { expect } from "bun:test";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withComponents } from "../../scripts/setup/component.ts";
import { appleTools, appleVoiceOnLinux } from "../../scripts/setup/standins.ts";
import { type LoggedEvent, readLog } from "./event_log.ts";
import { framesOf } from "./stand_in_sound.ts";
import { Outcome, type Step } from "./steps.ts";

/** Ends a hang; nothing is judged by it. */
export const LIMIT_MS = 120_000;

/** The voice library over the stand-ins, built when it is missing. */
export async function builtVoice(): Promise<string> {
  await appleTools();
  return withComponents(appleVoiceOnLinux);
}

export interface Spoken {
  readonly outcomes: Outcome[];
  /** What the stand-ins were asked for and what they told. */
  readonly log: LoggedEvent[];
  /** Files that NSSpeechSynthesizer was told to write and that were there after the end. */
  readonly leftovers: string[];
  readonly stderr: string;
  readonly code: number;
}

/** What is told of a text that was spoken whole; words between < and > are for the stand-ins and not spoken. */
export function isWhole(text: string) {
  const spoken = text.replaceAll(/<.*?>/g, "");
  return { heard: spoken, frames: expect.closeTo(framesOf(spoken), -1) };
}

/** What a child process is to do, and on which Mac. */
export interface Wish {
  /** As `--voice` would have it. */
  readonly voice?: string;
  readonly steps: readonly Step[];
  /** Identifiers of the voices that the imitated Mac lists, and of those it only finds; see installed_voices.h. */
  readonly listed?: readonly string[];
  readonly unlisted?: readonly string[];
}

/** Does the steps in a child process with the Apple voice; `child` is a file of this folder that takes them. */
export async function speakIn(child: string, library: string, wish: Wish): Promise<Spoken> {
  const folder = mkdtempSync(join(tmpdir(), "imitated-mac-"));
  try {
    const logPath = join(folder, "log.ndjson");
    const spawned = Bun.spawn(
      [
        process.execPath,
        join(import.meta.dir, child),
        library,
        wish.voice ?? "apple",
        JSON.stringify(wish.steps),
      ],
      {
        stdio: ["ignore", "pipe", "pipe"],
        timeout: LIMIT_MS,
        killSignal: "SIGKILL",
        env: {
          ...process.env,
          STANDIN_SPEECH_LOG: logPath,
          TMPDIR: folder,
          ...(wish.listed === undefined ? {} : { STANDIN_VOICES: wish.listed.join(",") }),
          ...(wish.unlisted === undefined ? {} : { STANDIN_UNLISTED_VOICES: wish.unlisted.join(",") }),
        },
      },
    );
    const [stdout, stderr, code] = await Promise.all([
      spawned.stdout.text(),
      spawned.stderr.text(),
      spawned.exited,
    ]);
    const outcomes = stdout.split("\n").slice(0, -1);
    const log = readLog(logPath);
    return {
      outcomes: outcomes.map((line) => Outcome.parse(JSON.parse(line))),
      log,
      leftovers: log.flatMap(({ file }) => (file !== undefined && existsSync(file) ? [file] : [])),
      stderr,
      code,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
