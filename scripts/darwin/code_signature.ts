/**
 * Whether the code signature of a Mach-O file still fits its bytes. A Mac kills a process at the first page whose hash is
 * wrong, and nothing on Linux says so. Formats: <mach-o/loader.h>, and xnu's osfmk/kern/cs_blobs.h (Apple's TN3126,
 * "Inside Code Signing: Hashes", tells what each hash covers). Numbers of the signature itself are big-endian.
 */

const MACHO_64 = 0xfeedfacf;
const MH_EXECUTE = 2;
const HEADER_BYTES = 32;
const LC_SEGMENT_64 = 0x19;
const LC_CODE_SIGNATURE = 0x1d;

const EMBEDDED_SIGNATURE = 0xfade0cc0;
const CODE_DIRECTORY = 0xfade0c02;
const CODE_DIRECTORY_SLOT = 0;
/** Slots from here on hold no blob that a code directory has a hash of: other directories, the CMS signature. */
const ALTERNATE_DIRECTORIES = 0x1000;
const CERTIFIED = 0x10000;
/** First version whose fields say which part of the file is code. */
const WITH_EXECUTABLE_SEGMENT = 0x20400;
const SHA256 = { type: 2, bytes: 32 } as const;
const ADHOC = 0x2;
const MAIN_BINARY = 0x1n;

/** Damaged pages that are named one by one; of the others only the number is told. */
const NAMED = 5;

interface Region {
  /** Offset and length in the file, in bytes. */
  start: number;
  length: number;
}

interface MachO {
  isExecutable: boolean;
  signature: Region | null;
  segments: Map<string, Region>;
}

/** What a code directory says of the file. */
interface CodeDirectory {
  /** The whole blob. */
  region: Region;
  flags: number;
  identifier: string;
  hash: { type: number; bytes: number };
  /** Offset in the file of the hash of the first page; those of other blobs stand before it, the nearest first. */
  hashes: number;
  otherHashes: number;
  pages: number;
  pageBytes: number;
  /** Bytes of the file, from its beginning, that the pages cover. */
  limit: number;
  executable: { start: bigint; length: bigint; flags: bigint } | null;
}

/**
 * Every way in which the signature of a Mach-O file does not fit the file, a sentence each; empty when all hashes,
 * recomputed, are those in it, and it covers everything before itself up to the end of the file.
 *
 * @param file the whole file
 */
export function signatureFaults(file: Uint8Array): string[] {
  try {
    const { isExecutable, signature, segments } = readMachO(view(file));
    if (signature === null) return ["there is no code signature"];
    return [
      ...placeFaults(file, signature, segments),
      ...contentFaults(file, signature, segments, isExecutable),
    ];
  } catch (error) {
    if (error instanceof RangeError) return ["the file ends before what its headers promise"];
    if (error instanceof Unreadable) return [error.message];
    throw error;
  }
}

/**
 * The identifier that the file is signed as.
 *
 * @throws Error when there is no signature that can be read
 */
export function signedIdentifier(file: Uint8Array): string {
  const { signature } = readMachO(view(file));
  if (signature === null) throw new Unreadable("there is no code signature");
  return readDirectory(view(file), directoryOf(view(file), signature).start).identifier;
}

class Unreadable extends Error {}

const view = (file: Uint8Array) => new DataView(file.buffer, file.byteOffset, file.byteLength);

function readMachO(file: DataView): MachO {
  if (file.getUint32(0, true) !== MACHO_64) throw new Unreadable("this is not a 64-bit Mach-O file");
  const found: MachO = {
    isExecutable: file.getUint32(12, true) === MH_EXECUTE,
    signature: null,
    segments: new Map(),
  };
  let at = HEADER_BYTES;
  for (let left = file.getUint32(16, true); left > 0; left -= 1) {
    const command = file.getUint32(at, true);
    if (command === LC_CODE_SIGNATURE)
      found.signature = { start: file.getUint32(at + 8, true), length: file.getUint32(at + 12, true) };
    if (command === LC_SEGMENT_64)
      found.segments.set(text(file, at + 8, 16), {
        start: Number(file.getBigUint64(at + 40, true)),
        length: Number(file.getBigUint64(at + 48, true)),
      });
    at += file.getUint32(at + 4, true);
  }
  return found;
}

/** The blobs of the embedded signature by their slots. */
function readBlobs(file: DataView, { start, length }: Region): Map<number, Region> {
  if (file.getUint32(start) !== EMBEDDED_SIGNATURE)
    throw new Unreadable("what is signed is not an embedded signature");
  if (file.getUint32(start + 4) > length)
    throw new Unreadable("the signature is longer than the room for it");
  const blobs = new Map<number, Region>();
  for (let index = 0; index < file.getUint32(start + 8); index += 1) {
    const entry = start + 12 + 8 * index;
    const blob = start + file.getUint32(entry + 4);
    blobs.set(file.getUint32(entry), { start: blob, length: file.getUint32(blob + 4) });
  }
  return blobs;
}

function directoryOf(file: DataView, signature: Region): Region {
  const directory = readBlobs(file, signature).get(CODE_DIRECTORY_SLOT);
  if (directory === undefined) throw new Unreadable("the signature has no code directory");
  return directory;
}

function readDirectory(file: DataView, start: number): CodeDirectory {
  if (file.getUint32(start) !== CODE_DIRECTORY) throw new Unreadable("the code directory is something else");
  const word = (index: number) => file.getUint32(start + 4 * index);
  const region = { start, length: word(1) };
  const identifier = start + word(5);
  return {
    region,
    flags: word(3),
    identifier: text(file, identifier, start + region.length - identifier),
    hash: { bytes: file.getUint8(start + 36), type: file.getUint8(start + 37) },
    hashes: start + word(4),
    otherHashes: word(6),
    pages: word(7),
    pageBytes: 2 ** file.getUint8(start + 39),
    limit: word(8),
    executable:
      word(2) < WITH_EXECUTABLE_SEGMENT
        ? null
        : {
            start: file.getBigUint64(start + 64),
            length: file.getBigUint64(start + 72),
            flags: file.getBigUint64(start + 80),
          },
  };
}

/** Characters up to a zero byte, or all of `capacity`. */
function text(file: DataView, start: number, capacity: number): string {
  let end = start;
  while (end < start + capacity && file.getUint8(end) !== 0) end += 1;
  return new TextDecoder().decode(new Uint8Array(file.buffer, file.byteOffset + start, end - start));
}

/** The signature lies last, both in the file and in the segment __LINKEDIT, and nothing lies outside of both. */
function placeFaults(file: Uint8Array, signature: Region, segments: MachO["segments"]): string[] {
  const found: string[] = [];
  const end = signature.start + signature.length;
  if (end !== file.length) found.push(`the signature ends at ${end}, the file at ${file.length}`);
  const linkedit = segments.get("__LINKEDIT");
  if (linkedit === undefined || linkedit.start + linkedit.length !== end)
    found.push("the segment __LINKEDIT does not end with the signature");
  return found;
}

function contentFaults(
  file: Uint8Array,
  signature: Region,
  segments: MachO["segments"],
  isExecutable: boolean,
): string[] {
  const numbers = view(file);
  const directory = readDirectory(numbers, directoryOf(numbers, signature).start);
  const { hash, limit, pageBytes } = directory;
  if (hash.type !== SHA256.type || hash.bytes !== SHA256.bytes) return ["its hashes are not SHA-256"];
  const found: string[] = [];
  const isAdHoc = (directory.flags & ADHOC) !== 0;
  if (isAdHoc === readBlobs(numbers, signature).has(CERTIFIED))
    found.push(
      `it is signed ${isAdHoc ? "ad hoc and by a certificate" : "neither ad hoc nor by a certificate"}`,
    );
  if (!/^[\w.-]+$/.test(directory.identifier))
    found.push(`its identifier is ${JSON.stringify(directory.identifier)}`);
  if (limit !== signature.start)
    found.push(`the hashes cover ${limit} bytes, the signature begins at ${signature.start}`);
  const needed = Math.ceil(limit / pageBytes);
  if (directory.pages !== needed) found.push(`there are ${directory.pages} hashes for ${needed} pages`);
  const { start, length } = directory.region;
  const hashesEnd = directory.hashes + directory.pages * SHA256.bytes;
  if (hashesEnd > start + length) found.push("the code directory ends before its hashes");
  found.push(...executableFaults(directory, segments, isExecutable));
  found.push(...pageFaults(file, directory), ...otherBlobFaults(file, signature, directory));
  return found;
}

function executableFaults(
  { executable }: CodeDirectory,
  segments: MachO["segments"],
  isExecutable: boolean,
): string[] {
  const code = segments.get("__TEXT");
  if (executable === null || code === undefined) return ["it does not say which part of the file is code"];
  const found: string[] = [];
  // Apple's linker leaves the padding at the end of the segment out, others do not.
  const isCode =
    executable.start === BigInt(code.start) && executable.length > 0 && executable.length <= code.length;
  if (!isCode) found.push("the part it says is code does not lie in the segment __TEXT");
  if (((executable.flags & MAIN_BINARY) !== 0n) !== isExecutable)
    found.push(`it is ${isExecutable ? "not " : ""}marked as the executable of a process`);
  return found;
}

function pageFaults(file: Uint8Array, { hashes, limit, pageBytes, pages }: CodeDirectory): string[] {
  const damaged = [];
  for (let page = 0; page < pages; page += 1) {
    const begin = page * pageBytes;
    const content = file.subarray(begin, Math.min(begin + pageBytes, limit));
    if (!isHash(file, hashes + page * SHA256.bytes, content)) damaged.push(page);
  }
  if (damaged.length === 0) return [];
  const named = damaged.slice(0, NAMED).map((page) => `0x${(page * pageBytes).toString(16)}`);
  const more = damaged.length > NAMED ? ` and ${damaged.length - NAMED} more` : "";
  return [`of ${pages} pages these have another hash: ${named.join(", ")}${more}`];
}

/** The hashes of the other blobs, such as requirements and entitlements: each stands as far before the pages as its slot says. */
function otherBlobFaults(
  file: Uint8Array,
  signature: Region,
  { hashes, otherHashes }: CodeDirectory,
): string[] {
  const found: string[] = [];
  for (const [slot, { start, length }] of readBlobs(view(file), signature)) {
    if (slot === CODE_DIRECTORY_SLOT || slot >= ALTERNATE_DIRECTORIES) continue;
    const place = hashes - slot * SHA256.bytes;
    if (slot > otherHashes || !isHash(file, place, file.subarray(start, start + length)))
      found.push(`the blob in slot ${slot} has another hash`);
  }
  return found;
}

function isHash(file: Uint8Array, place: number, content: Uint8Array): boolean {
  const found = new Bun.CryptoHasher("sha256").update(content).digest();
  return found.equals(file.subarray(place, place + SHA256.bytes));
}
