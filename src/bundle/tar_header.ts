/**
 * Headers of a tar archive of regular files (POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header"), in
 * the one form in which a bundle has them: no owner, one time, one mode for programs and one for all else.
 */

/** Archives consist of blocks; contents are filled up with zeros. */
export const BLOCK_BYTES = 512;

/** What there is to know of one file. */
export interface TarEntry {
  /** Its path in the archive. */
  readonly name: string;
  readonly bytes: number;
  readonly isProgram: boolean;
}

const MODES = { program: 0o755, other: 0o644 } as const;
/** The same for every file, so that the same contents give the same archive: 2000-01-01, in s since 1970. */
const MODIFIED_S = 946_684_800;
const NAME_BYTES = 100;
/** What eleven octal digits can say. */
const MOST_USTAR_BYTES = 0o77777777777;
/** Where the fields of a header begin; a number ends with a zero byte. */
const FIELDS = {
  name: 0,
  mode: 100,
  user: 108,
  group: 116,
  size: 124,
  modified: 136,
  sum: 148,
  type: 156,
  magic: 257,
} as const;
const SIZE_DIGITS = 11;
const TYPE = { file: "0", extended: "x" } as const;
/** More than two records can take: a path of a few hundred bytes, and a size. */
const MOST_EXTENDED_BYTES = 4096;
/** Stands where readers that do not know pax look for a name that ustar cannot hold. */
const EXTENDED_NAME = "pax-header";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** The zeros that fill up the last block of contents. */
export function paddingOf(bytes: number): number {
  return (BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES;
}

/**
 * The header of a file: one block, or three and more where a long or foreign name, or a size of 8 GiB and more, needs an
 * extended header before it.
 */
export function encodeHeader({ name, bytes, isProgram }: TarEntry): Uint8Array {
  const isPlainName = /^[\x20-\x7e]+$/.test(name) && name.length <= NAME_BYTES;
  const isPlainSize = bytes <= MOST_USTAR_BYTES;
  const records =
    (isPlainName ? "" : record("path", name)) + (isPlainSize ? "" : record("size", String(bytes)));
  const header = block(
    isPlainName ? name : EXTENDED_NAME,
    isPlainSize ? bytes : 0,
    isProgram ? MODES.program : MODES.other,
    TYPE.file,
  );
  if (records === "") return header;
  const body = encoder.encode(records);
  const extended = block(EXTENDED_NAME, body.length, MODES.other, TYPE.extended);
  return Buffer.concat([extended, body, new Uint8Array(paddingOf(body.length)), header]);
}

/** "LENGTH KEY=VALUE\n", where the length counts its own digits, too. */
function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = encoder.encode(rest).length;
  let length = bytes + String(bytes).length;
  if (bytes + String(length).length > length) length = bytes + String(length).length;
  return `${length}${rest}`;
}

/**
 * One header block, in the form that all of ours have.
 *
 * @param name ASCII, at most 100 characters
 * @param type as ustar's typeflag
 */
export function block(name: string, bytes: number, mode: number, type: string): Uint8Array {
  const header = Buffer.alloc(BLOCK_BYTES);
  const number = (value: number, at: number, digits: number) =>
    header.write(value.toString(8).padStart(digits, "0"), at, "latin1");
  header.write(name, FIELDS.name, "latin1");
  number(mode, FIELDS.mode, 7);
  number(0, FIELDS.user, 7);
  number(0, FIELDS.group, 7);
  number(bytes, FIELDS.size, SIZE_DIGITS);
  number(MODIFIED_S, FIELDS.modified, 11);
  header.write(type, FIELDS.type, "latin1");
  header.write("ustar\x0000", FIELDS.magic, "latin1");
  // The sum is of all bytes, with spaces where it will stand itself.
  header.fill(" ", FIELDS.sum, FIELDS.type);
  const sum = header.reduce((all, byte) => all + byte, 0);
  number(sum, FIELDS.sum, 6);
  header[FIELDS.sum + 6] = 0;
  return header;
}

/** What is no header, or not in the form in which {@link encodeHeader} writes it. */
export class StrangeHeader extends Error {}

/**
 * Reads a header, and accepts it only if it is, byte for byte, what {@link encodeHeader} writes: so there is nothing in it
 * that could be overlooked, be it a link, a device, an owner or a second name.
 *
 * @param first a block
 * @param more gives the following bytes of the archive
 * @throws StrangeHeader
 */
export async function decodeHeader(
  first: Uint8Array,
  more: (bytes: number) => Promise<Uint8Array>,
): Promise<TarEntry> {
  const read = [first];
  let extended = new Map<string, string>();
  if (textAt(first, FIELDS.type, 1) === TYPE.extended) {
    const bytes = sizeOf(first);
    if (bytes > MOST_EXTENDED_BYTES) throw new StrangeHeader(`an extended header of ${bytes} bytes`);
    const body = await more(bytes + paddingOf(bytes));
    extended = recordsOf(body.subarray(0, bytes));
    read.push(body, await more(BLOCK_BYTES));
  }
  const header = read.at(-1) ?? first;
  const entry = {
    name: extended.get("path") ?? textAt(header, FIELDS.name, NAME_BYTES),
    bytes: extended.has("size") ? Number(extended.get("size")) : sizeOf(header),
    isProgram: textAt(header, FIELDS.mode, 7) === MODES.program.toString(8).padStart(7, "0"),
  };
  if (!Number.isSafeInteger(entry.bytes)) throw new StrangeHeader(`a size of ${extended.get("size")}`);
  if (!Buffer.concat(read).equals(encodeHeader(entry)))
    throw new StrangeHeader(`${JSON.stringify(entry.name)} is not stored as a bundle stores its files`);
  return entry;
}

/** The text of a field, up to its first zero byte. */
function textAt(header: Uint8Array, at: number, most: number): string {
  const field = header.subarray(at, at + most);
  const end = field.indexOf(0);
  return Buffer.from(field.subarray(0, end < 0 ? most : end)).toString("latin1");
}

function sizeOf(header: Uint8Array): number {
  const digits = textAt(header, FIELDS.size, SIZE_DIGITS);
  if (!/^[0-7]{11}$/.test(digits)) throw new StrangeHeader("a size that is no number");
  return Number.parseInt(digits, 8);
}

function recordsOf(body: Uint8Array): Map<string, string> {
  let text: string;
  try {
    text = decoder.decode(body);
  } catch {
    throw new StrangeHeader("a name that is no text");
  }
  // Whether the lengths are right shows when the same is encoded again; a name with a line break does not survive that.
  // Other ends of lines, as U+2028, are characters like all others.
  const records = text.split("\n").flatMap((line) => {
    const [, key, value] = /^\d+ (path|size)=(.*)$/s.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [[key, value] as const];
  });
  return new Map(records);
}
