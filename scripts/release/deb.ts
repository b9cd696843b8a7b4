import { dataFile, type ReleaseFile } from "./file.ts";
import { gzipOf, tarOf } from "./tar.ts";

/** What a Debian package says of itself: deb-control(5). */
export interface DebControl {
  readonly package: string;
  readonly version: string;
  readonly architecture: "amd64" | "arm64";
  readonly maintainer: string;
  readonly homepage: string | null;
  /** As they stand in the field: "libc6 (>= 2.34)". */
  readonly depends: readonly string[];
  readonly recommends: readonly string[];
  /** One line, then what is said in more words. */
  readonly description: readonly [string, ...string[]];
}

const AR_MAGIC = "!<arch>\n";
const KIBIBYTE = 1024;

/**
 * A Debian package, as deb(5) describes it: an ar archive of a version, of what dpkg reads and of what it installs. The same
 * input gives the same bytes.
 *
 * @param files by their paths below the root folder
 */
export function debOf(control: DebControl, files: readonly ReleaseFile[]): Uint8Array {
  const sums = files
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, bytes }) => `${new Bun.CryptoHasher("md5").update(bytes).digest("hex")}  ${path}\n`);
  const about = [dataFile("control", controlText(control, files)), dataFile("md5sums", sums.join(""))];
  return arOf([
    ["debian-binary", Buffer.from("2.0\n")],
    ["control.tar.gz", gzipOf(tarOf(".", about))],
    ["data.tar.gz", gzipOf(tarOf(".", files))],
  ]);
}

function controlText(control: DebControl, files: readonly ReleaseFile[]): string {
  const installed = files.reduce((sum, { bytes }) => sum + Math.ceil(bytes.length / KIBIBYTE), 0);
  const [summary, ...more] = control.description;
  const fields: [string, string | null][] = [
    ["Package", control.package],
    ["Version", control.version],
    ["Section", "sound"],
    ["Priority", "optional"],
    ["Architecture", control.architecture],
    ["Maintainer", control.maintainer],
    ["Installed-Size", String(installed)],
    ["Depends", control.depends.join(", ")],
    ["Recommends", control.recommends.join(", ")],
    ["Homepage", control.homepage],
    ["Description", [summary, ...more].join("\n ")],
  ];
  return fields.map(([name, value]) => (value === null ? "" : `${name}: ${value}\n`)).join("");
}

/** The common form of an ar archive (ar(5)): a header of 60 characters, the bytes, and a line break to an even length. */
function arOf(members: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const pieces = members.flatMap(([name, bytes]) => {
    const [time, user, group, mode] = ["0", "0", "0", "100644"];
    const header = [
      name.padEnd(16),
      time.padEnd(12),
      user.padEnd(6),
      group.padEnd(6),
      mode.padEnd(8),
      String(bytes.length).padEnd(10),
    ].join("");
    const filler = bytes.length % 2 === 0 ? "" : "\n";
    return [Buffer.from(`${header}\`\n`), bytes, Buffer.from(filler)];
  });
  return Buffer.concat([Buffer.from(AR_MAGIC), ...pieces]);
}
