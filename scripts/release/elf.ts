/**
 * What a 64-bit little-endian ELF file asks of the system that loads it. Format: the System V ABI's gABI, chapters "Program
 * Header" and "Dynamic Section"; versions of symbols: the LSB's "Symbol Versioning".
 */

const MAGIC = 0x7f454c46;
const CLASS_64_LITTLE = 0x0201;
const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const DT = {
  null: 0,
  needed: 1,
  strtab: 5,
  rpath: 15,
  runpath: 29,
  verneed: 0x6ffffffe,
  verneednum: 0x6fffffff,
} as const;
const MACHINES: Readonly<Record<number, ElfNeeds["machine"]>> = { 62: "x64", 183: "arm64" };

export interface ElfNeeds {
  readonly machine: "x64" | "arm64";
  /** Shared libraries that are loaded with it. */
  readonly libraries: readonly string[];
  /** Where else they are looked for. */
  readonly runpath: string | null;
  /** Versions of symbols that it takes from each library: "libc.so.6" → "GLIBC_2.17", "GLIBC_2.34". */
  readonly versions: ReadonlyMap<string, readonly string[]>;
}

/** @throws Error when it is no such file, or damaged */
export function elfNeeds(bytes: Uint8Array): ElfNeeds {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== MAGIC || view.getUint16(4) !== CLASS_64_LITTLE)
    throw new Error("this is no 64-bit little-endian ELF file");
  const machine = MACHINES[view.getUint16(18, true)];
  if (machine === undefined) throw new Error(`it is for machine ${view.getUint16(18, true)}`);
  const image = new Image(view);
  const one = (tag: number) => image.dynamic.find((entry) => entry.tag === tag)?.value;
  const strings = image.offsetOf(one(DT.strtab) ?? 0);
  const text = (at: number) => textAt(bytes, strings + at);
  const path = one(DT.runpath) ?? one(DT.rpath);
  const libraries = image.dynamic.flatMap(({ tag, value }) => (tag === DT.needed ? [text(value)] : []));
  const versions = new Map<string, string[]>();
  const table = one(DT.verneed);
  let need = table === undefined ? 0 : image.offsetOf(table);
  for (let left = one(DT.verneednum) ?? 0; left > 0; left -= 1) {
    const names: string[] = [];
    let version = need + view.getUint32(need + 8, true);
    for (let more = view.getUint16(need + 2, true); more > 0; more -= 1) {
      names.push(text(view.getUint32(version + 8, true)));
      version += view.getUint32(version + 12, true);
    }
    versions.set(text(view.getUint32(need + 4, true)), names);
    need += view.getUint32(need + 12, true);
  }
  return { machine, libraries, runpath: path === undefined ? null : text(path), versions };
}

/** The highest version of a kind, such as "GLIBC" or "GLIBCXX", that is asked for; null when none is. */
export function highestVersion({ versions }: ElfNeeds, kind: string): string | null {
  const found = [...versions.values()].flat().flatMap((name) => {
    const [, of, number] = /^([A-Z]+)_([\d.]+)$/.exec(name) ?? [];
    return of === kind && number !== undefined ? [number] : [];
  });
  return found.sort(compareVersions).at(-1) ?? null;
}

/** Orders numbers such as 2.4 and 2.17 part by part. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  for (let part = 0; part < Math.max(left?.length ?? 0, right?.length ?? 0); part += 1) {
    const difference = (left?.[part] ?? 0) - (right?.[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The dynamic section, and where addresses lie in the file. */
class Image {
  readonly dynamic: readonly { tag: number; value: number }[];
  readonly #loaded: { address: number; start: number; length: number }[] = [];

  constructor(view: DataView) {
    const long = (at: number) => Number(view.getBigUint64(at, true));
    const [first, bytes, count] = [long(32), view.getUint16(54, true), view.getUint16(56, true)];
    const dynamic: { tag: number; value: number }[] = [];
    for (let index = 0; index < count; index += 1) {
      const header = first + index * bytes;
      const type = view.getUint32(header, true);
      const [start, address, length] = [long(header + 8), long(header + 16), long(header + 32)];
      if (type === PT_LOAD) this.#loaded.push({ address, start, length });
      if (type !== PT_DYNAMIC) continue;
      for (let at = start; at < start + length && long(at) !== DT.null; at += 16)
        dynamic.push({ tag: long(at), value: long(at + 8) });
    }
    this.dynamic = dynamic;
  }

  offsetOf(address: number): number {
    const segment = this.#loaded.find((one) => address >= one.address && address < one.address + one.length);
    if (segment === undefined) throw new Error(`nothing is loaded to the address 0x${address.toString(16)}`);
    return segment.start + (address - segment.address);
  }
}

function textAt(bytes: Uint8Array, at: number): string {
  const end = bytes.indexOf(0, at);
  if (end < 0) throw new Error("a name has no end");
  return Buffer.from(bytes.subarray(at, end)).toString("latin1");
}
