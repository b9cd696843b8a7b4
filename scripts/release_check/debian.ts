import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { shellLine } from "../../src/shell_line.ts";
import { firstLine } from "../mac_check/program.ts";
import type { Transcript } from "../testing/steps/transcript.ts";
import { CannotRun } from "../testing/steps/transcript.ts";
import { needed, type Scene } from "./scene.ts";

/** Debian 12. */
const SUITE = "bookworm";
const DEBOOTSTRAP = { debootstrap: "debootstrap" };
const EMULATOR = { "qemu-aarch64-static": "qemu-user-static" };
/**
 * ELF files for arm64 in the form of binfmt_misc (Linux, admin-guide/binfmt-misc.rst; QEMU, scripts/qemu-binfmt-conf.sh).
 * F opens the emulator now, so that it is found in a chroot, too; O and C give it the opened file and its owner's rights.
 */
const ARM64_FORMAT = [
  String.raw`:qemu-aarch64:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00`,
  String.raw`:\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff`,
].join("");

/** What a Raspberry Pi 5 has. QEMU's own choice has everything it knows, such as vectors of any length. */
const ARM64_PROCESSOR = { QEMU_CPU: "cortex-a76" };

/** The root folder of a Debian, and what a command in it sees of this machine. */
export interface Debian {
  readonly root: string;
  readonly architecture: "amd64" | "arm64";
}

export interface Sight {
  /** Folders of this machine by where they are seen, unchangeable. */
  readonly folders?: Readonly<Record<string, string>>;
  readonly hasNetwork?: boolean;
}

/**
 * A Debian 12 of its own with the packages that every one has, and nothing else. One for arm64 is unpacked and not set up,
 * because its own programs would have to do that in an emulator; libraries need no more.
 *
 * @param name of its folder
 * @throws CannotRun
 */
export async function freshDebian(
  scene: Scene,
  transcript: Transcript,
  architecture: Debian["architecture"],
  name: string,
): Promise<Debian> {
  if (process.getuid?.() !== 0) throw new CannotRun("only root can make a Debian to try it in");
  await needed(architecture === "arm64" ? { ...DEBOOTSTRAP, ...EMULATOR } : DEBOOTSTRAP);
  const base = join(scene.folder, `debian-${architecture}`);
  const root = join(scene.folder, name);
  if (!existsSync(base)) {
    const making = `${base}.making`;
    const flags = [`--arch=${architecture}`, "--variant=minbase"];
    const foreign = architecture === "arm64" ? ["--foreign"] : [];
    const made = await transcript.run(["debootstrap", ...flags, ...foreign, SUITE, making]);
    if (made.status !== 0) throw new CannotRun(`debootstrap: ${firstLine(made.stdout + made.stderr)}`);
    // A Debian that is not set up has a link to /proc there, which would lead to itself.
    const proc = join(making, "proc");
    rmSync(proc, { recursive: true });
    mkdirSync(proc);
    renameSync(making, base);
  }
  await transcript.run(["cp", "--archive", "--reflink=auto", base, root]);
  const debian = { root, architecture };
  // Containers may forbid namespaces, and older kernels have one list of formats for all.
  const tried = await transcript.run(inside(debian, ["true"]));
  if (tried.status !== 0) throw new CannotRun(`nothing runs in it here: ${firstLine(tried.stderr)}`);
  return debian;
}

/**
 * A command that runs another one in a Debian, in namespaces of its own: when it ends, or is ended, nothing of it is left,
 * neither a process nor a mount.
 */
export function inside(
  { root, architecture }: Debian,
  command: readonly string[],
  { folders = {}, hasNetwork = false }: Sight = {},
): string[] {
  // Formats are registered in the namespace of users that they are for (since Linux 6.7).
  const user = architecture === "arm64" ? ["--user", "--map-root-user"] : [];
  const network = hasNetwork ? [] : ["--net"];
  const lines = [
    ["mount", "-t", "proc", "proc", "/proc"],
    ["mount", "--rbind", "/proc", join(root, "proc")],
    ["mount", "--rbind", "/dev", join(root, "dev")],
    ...Object.entries(folders).flatMap(([seen, folder]) => [
      ["mkdir", "-p", join(root, seen)],
      ["mount", "-o", "bind,ro", folder, join(root, seen)],
    ]),
  ];
  const environment = Object.entries({
    ...{ PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/root", LANG: "C.UTF-8" },
    ...(architecture === "arm64" ? ARM64_PROCESSOR : {}),
  }).map(([name, value]) => `${name}=${value}`);
  const entering = shellLine(["chroot", root, "env", "-i", ...environment, ...command]);
  // The shell stays the first process: QEMU waits for ever for its own end when the first one has to die by a signal.
  const last = `${entering} || exit $?`;
  const script = ["set -e", ...lines.map(shellLine), ...emulation(architecture), last].join("\n");
  const namespaces = [...user, "--mount", ...network, "--pid", "--fork", "--kill-child"];
  // A check that is killed would leave it behind.
  return ["setpriv", "--pdeathsig", "KILL", "unshare", ...namespaces, "sh", "-c", script];
}

function emulation(architecture: Debian["architecture"]): string[] {
  if (architecture !== "arm64") return [];
  const format = `${ARM64_FORMAT}:'"$(command -v qemu-aarch64-static)"':OCF`;
  return [
    "mount -t binfmt_misc none /proc/sys/fs/binfmt_misc",
    `printf %s '${format}' > /proc/sys/fs/binfmt_misc/register`,
  ];
}
