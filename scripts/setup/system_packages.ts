import { CommandFailed, run } from "../../src/fetch/command.ts";
import { setupFailure } from "./failure.ts";

const LIMIT_MS = 5 * 60_000;

/** Programs of the tests that no package client of ours has, each with the Debian package that brings it. */
export const SOUND_SERVER = {
  pulseaudio: "pulseaudio",
  pactl: "pulseaudio-utils",
  parec: "pulseaudio-utils",
};

/** What reads a Homebrew formula. */
export const FORMULA_READER = { ruby: "ruby" };

/** What makes a certificate that nobody vouches for. */
export const CERTIFICATE_TOOLS = { openssl: "openssl" };

/** What shows that a run stays offline, and unpacks a bundle as its users do. */
export const AIR_GAP_TOOLS = { strace: "strace", unshare: "util-linux", tar: "tar", zstd: "zstd" };

/** Shells that our completions are loaded into; bash is everywhere. */
export const COMPLETING_SHELLS = { zsh: "zsh", fish: "fish" };

/** What reads a man page, and finds fault with it. */
export const MAN_PAGE_READERS = { groff: "groff-base", man: "man-db", mandoc: "mandoc" };

/**
 * Makes programs available that come with the system: installs their Debian packages where that can be done without
 * asking anybody, that is as root with apt-get.
 *
 * @param programs package by program
 * @param find the path of a program, or null when it is missing. Replaced in tests: Bun.which does not see a change of
 *   process.env.PATH, and a test must never get as far as installing
 * @throws AppError SETUP_FAILED, with the command to run, when a program is missing and cannot be installed
 */
export async function systemPackages(
  programs: Readonly<Record<string, string>>,
  find: (program: string) => string | null = (program) => Bun.which(program),
): Promise<void> {
  const missing = () => Object.keys(programs).filter((program) => find(program) === null);
  const absent = missing();
  if (absent.length === 0) return;
  const packages = [...new Set(absent.map((program) => programs[program] ?? program))];
  const failure = (why: string, cause?: unknown) =>
    setupFailure(
      `${absent.join(", ")} missing on this machine`,
      why,
      `run: sudo apt-get install ${packages.join(" ")} (or what your system has instead), then run this again`,
      cause,
    );
  if (process.getuid?.() !== 0 || find("apt-get") === null)
    throw failure("the tests need them, and only root can install them with apt-get");
  process.stderr.write(`installing ${packages.join(", ")}\n`);
  try {
    await install(packages);
  } catch (error) {
    if (error instanceof CommandFailed) throw failure(error.message, error);
    throw error;
  }
  if (missing().length > 0) throw failure(`${packages.join(", ")} did not bring ${missing().join(", ")}`);
}

async function install(packages: readonly string[]): Promise<void> {
  const apt = (...words: string[]) =>
    run(["apt-get", "-qq", "--yes", ...words], LIMIT_MS, { env: { DEBIAN_FRONTEND: "noninteractive" } });
  const wanted = ["install", "--no-install-recommends", ...packages];
  try {
    await apt(...wanted);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    // A fresh machine has no lists of packages yet.
    await apt("update");
    await apt(...wanted);
  }
}
