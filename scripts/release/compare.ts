import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Member, membersOf } from "./members.ts";

const NEWLINE = 10;

/**
 * Compares two folders that releases were made in, file by file and into archives, and says of each difference where it
 * is.
 *
 * @returns a line for each difference; none when all bytes are the same
 */
export function compareReleases(left: string, right: string): string[] {
  const [ofLeft, ofRight] = [releaseFilesIn(left), releaseFilesIn(right)];
  const all = [...new Set([...ofLeft, ...ofRight])].sort();
  return all.flatMap((name) => {
    if (!ofLeft.includes(name)) return [`${name}: only in ${right}`];
    if (!ofRight.includes(name)) return [`${name}: only in ${left}`];
    const read = (folder: string) => ({ name, bytes: readFileSync(join(folder, name)) });
    return differences(read(left), read(right), name);
  });
}

/** The files of a release in a folder: what was written there, and the unpacked programs. */
export function releaseFilesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /(^SHA256SUMS|\.(tar\.gz|deb|rb|txt)|\.cdx\.json|\/stream-tts-bun)$/.test(name))
    .sort();
}

/** @param path where it is, for people: the file, and the members that lead to it */
function differences(left: Member, right: Member, path: string): string[] {
  if (Buffer.compare(left.bytes, right.bytes) === 0) return [];
  const [ofLeft, ofRight] = [membersOf(left), membersOf(right)];
  if (ofLeft === null || ofRight === null) return [`${path}: ${differentBytes(left.bytes, right.bytes)}`];
  const others = new Map(ofRight.map((member) => [member.name, member]));
  const found = ofLeft.flatMap((member) => {
    const other = others.get(member.name);
    const inside = `${path} > ${member.name}`;
    if (other === undefined) return [`${inside}: only in the first`];
    others.delete(member.name);
    return differences(member, other, inside);
  });
  found.push(...[...others.keys()].map((name) => `${path} > ${name}: only in the second`));
  return found.length > 0 ? found : [`${path}: the same contents, packed otherwise`];
}

/** Of texts the first line that differs, of all else how many bytes and from where on. */
function differentBytes(left: Uint8Array, right: Uint8Array): string {
  const shorter = Math.min(left.length, right.length);
  let first = 0;
  while (first < shorter && left[first] === right[first]) first += 1;
  if (!left.includes(0) && !right.includes(0))
    return `line ${left.subarray(0, first).filter((byte) => byte === NEWLINE).length + 1} is another`;
  if (left.length !== right.length)
    return `${left.length} and ${right.length} bytes, the same up to 0x${first.toString(16)}`;
  let [count, last] = [0, first];
  for (let at = first; at < shorter; at += 1)
    if (left[at] !== right[at]) {
      count += 1;
      last = at;
    }
  return `${count} of ${shorter} bytes are others, from 0x${first.toString(16)} to 0x${last.toString(16)}`;
}
