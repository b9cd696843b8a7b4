import { gunzipSync } from "node:zlib";
import { BLOCK_BYTES, paddingOf } from "../../src/bundle/tar_header.ts";

/** Something that an archive holds, or a file by itself. */
export interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const AR_MAGIC = "!<arch>\n";
const AR_HEADER_BYTES = 60;
const GZIP_MAGIC = [0x1f, 0x8b];

/**
 * What is inside a file, if it is an archive that a release writes (.tar.gz, .deb), or a compressed file; null for all
 * else. Archives of others are not read.
 */
export function membersOf({ name, bytes }: Member): Member[] | null {
  if (Buffer.from(bytes.subarray(0, AR_MAGIC.length)).toString("latin1") === AR_MAGIC) return ofAr(bytes);
  if (GZIP_MAGIC.every((byte, index) => bytes[index] === byte))
    return [{ name: name.replace(/\.gz$/, ""), bytes: gunzipSync(bytes) }];
  return name.endsWith(".tar") ? ofTar(bytes) : null;
}

function ofAr(bytes: Uint8Array): Member[] {
  const members: Member[] = [];
  for (let at = AR_MAGIC.length; at < bytes.length; ) {
    const header = Buffer.from(bytes.subarray(at, at + AR_HEADER_BYTES)).toString("latin1");
    const length = Number.parseInt(header.slice(48, 58), 10);
    const start = at + AR_HEADER_BYTES;
    members.push({ name: header.slice(0, 16).trimEnd(), bytes: bytes.subarray(start, start + length) });
    at = start + length + (length % 2);
  }
  return members;
}

function ofTar(bytes: Uint8Array): Member[] {
  const members: Member[] = [];
  for (let at = 0; at + BLOCK_BYTES <= bytes.length; ) {
    const header = Buffer.from(bytes.subarray(at, at + BLOCK_BYTES)).toString("latin1");
    const name = header.slice(0, 100).replace(/\0.*$/s, "");
    if (name === "") break;
    const length = Number.parseInt(header.slice(124, 135), 8);
    const start = at + BLOCK_BYTES;
    members.push({ name, bytes: bytes.subarray(start, start + length) });
    at = start + length + paddingOf(length);
  }
  return members;
}
