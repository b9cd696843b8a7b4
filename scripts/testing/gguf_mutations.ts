import fc from "fast-check";
import { type Field, type Group, headerOf, type Pieces, string, u32, u64 } from "./gguf_fields.ts";

/** A damaged GGUF: its beginning, and how long the file is; what lies between is zeros. */
export interface Damaged {
  readonly header: Uint8Array;
  readonly bytes: number;
  /** What was done to it, to tell of and to find it again. */
  readonly how: string;
}

/** Damage to single bytes, which knows nothing of the format. */
const BLIND = ["flip", "set", "insert", "remove", "erase", "cut", "cut-data", "append"] as const;
/** Damage to a number, a text, a key or a tensor. */
const AWARE = ["field", "value", "rename", "drop", "double", "swap", "exchange", "add"] as const;

const EXTREMES = [
  ...[0n, 1n, 2n, 3n, 255n, 256n, 2n ** 16n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 40n],
  ...[2n ** 53n, 2n ** 60n, 2n ** 62n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n],
];

const nat = fc.nat(2 ** 30);

const step = fc.record({
  how: fc.oneof(
    { arbitrary: fc.constantFrom(...BLIND), weight: 1 },
    { arbitrary: fc.constantFrom(...AWARE), weight: 1 },
    // Most of what a header can be wrong in is one number of it, and a wrong value is what only libllama can see.
    { arbitrary: fc.constantFrom("field" as const, "value" as const), weight: 2 },
  ),
  group: nat,
  other: nat,
  field: nat,
  at: nat,
  number: fc.oneof(fc.constantFrom(...EXTREMES), fc.bigInt(0n, 2n ** 64n - 1n), fc.bigInt(0n, 50n)),
  isNear: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const plan = fc.array(step, { minLength: 1, maxLength: 2, size: "max" });

/** So many damaged copies of a GGUF; the same seed gives the same ones. */
export function* damagedCopies(of: Pieces, count: number, seed: number): Generator<Damaged> {
  for (const steps of fc.sample(plan, { seed, numRuns: count })) yield damage(of, steps);
}

function damage(of: Pieces, steps: readonly Step[]): Damaged {
  let { keys, tensors } = of;
  let { first } = of;
  const how: string[] = [];
  for (const one of steps.filter(({ how }) => isAware(how))) {
    const which = one.at % 10;
    if (which === 0 && one.how === "field") first = inField(first, one, how);
    else if (which < 7) keys = inGroups(keys, one, how);
    else tensors = inGroups(tensors, one, how);
  }
  let header: Uint8Array = headerOf({ ...of, first, keys, tensors });
  let bytes = header.length + of.dataBytes;
  for (const one of steps.filter(({ how }) => !isAware(how))) {
    const after = inBytes(header, bytes, one);
    how.push(`${one.how} at ${after.at}`);
    ({ header, bytes } = after);
  }
  return { header, bytes, how: how.join(", ") };
}

const isAware = (how: Step["how"]) => AWARE.some((name) => name === how);

/** What a group is called: its first text. */
function nameOf(group: Group): string {
  const name = group.find(({ kind }) => kind === "text")?.bytes;
  return name === undefined ? "the counts" : Buffer.from(name).toString();
}

function inGroups(groups: readonly Group[], one: Step, told: string[]): readonly Group[] {
  const at = one.group % groups.length;
  const other = one.other % groups.length;
  const [group, second] = [groups[at], groups[other]];
  if (group === undefined || second === undefined) throw new Error("there is nothing to damage");
  const changed = groups.slice();
  if (one.how === "field") changed[at] = inField(group, one, told);
  else told.push(`${one.how} ${nameOf(group)}`);
  switch (one.how) {
    case "value":
      changed[at] = inField(group, { ...one, field: Math.min(group.length, FIELDS) - 1 }, told);
      break;
    case "rename":
      changed[at] = inField(group, { ...one, field: 1, isNear: false }, told);
      break;
    case "drop":
      changed.splice(at, 1);
      break;
    case "double":
      changed.splice(other, 0, group);
      break;
    case "swap":
      changed[at] = second;
      changed[other] = group;
      break;
    case "exchange":
      // The name of one with the value of another.
      changed[at] = [...group.slice(0, 2), ...second.slice(2)];
      break;
    case "add":
      changed.splice(at, 0, string(`added.${one.at}`, "x".repeat(one.field % 3000)));
      break;
  }
  return changed;
}

/** Of the many alike fields in a vocabulary, one of the first is as good as any. */
const FIELDS = 12;

/** A group with one of its fields changed. */
function inField(group: Group, one: Step, told: string[]): Group {
  const at = one.field % Math.min(group.length, FIELDS);
  const field = group[at];
  if (field === undefined) throw new Error("there is no such field");
  told.push(`${field.kind} ${at} of ${nameOf(group)}`);
  return group.with(at, { kind: field.kind, bytes: changedBytes(field, one) });
}

function changedBytes({ kind, bytes }: Field, one: Step): Uint8Array {
  if (kind === "text" || kind === "magic" || bytes.length < 4) {
    const changed = Uint8Array.from(bytes);
    if (changed.length > 0) changed[one.other % changed.length] = Number(one.number & 0xffn);
    return changed;
  }
  if (bytes.length > 8) return bytes.subarray(0, one.other % bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const near = BigInt((one.other % 9) - 4);
  if (bytes.length === 4)
    return u32(Number(BigInt.asUintN(32, one.isNear ? BigInt(view.getUint32(0, true)) + near : one.number)));
  return u64(BigInt.asUintN(64, one.isNear ? view.getBigUint64(0, true) + near * 8n : one.number));
}

/** Where the damage is, and what comes of it. */
function inBytes(
  header: Uint8Array,
  bytes: number,
  one: Step,
): { header: Uint8Array; bytes: number; at: number } {
  // The first kilobyte and the tensor table are where a header can be wrong; the vocabulary between them is long.
  const places = [one.at % 1024, header.length - 1 - (one.at % 1024), one.at % header.length];
  const at = Math.min(Math.max(0, places[one.group % places.length] ?? 0), header.length - 1);
  const inserted = new Uint8Array((one.other % 64) + 1).fill(Number(one.number & 0xffn));
  const changed = Uint8Array.from(header);
  switch (one.how) {
    case "flip":
      changed[at] = (changed[at] ?? 0) ^ (1 << (one.field % 8));
      return { header: changed, bytes, at };
    case "set":
      changed[at] = Number(one.number & 0xffn);
      return { header: changed, bytes, at };
    case "erase":
      changed.fill(0, at, at + inserted.length);
      return { header: changed, bytes, at };
    case "insert": {
      const longer = Buffer.concat([changed.subarray(0, at), inserted, changed.subarray(at)]);
      return { header: longer, bytes: bytes + inserted.length, at };
    }
    case "remove": {
      const shorter = Buffer.concat([changed.subarray(0, at), changed.subarray(at + inserted.length)]);
      return { header: shorter, bytes: Math.max(shorter.length, bytes - inserted.length), at };
    }
    case "cut":
      return { header: changed.subarray(0, at), bytes: at, at };
    case "cut-data": {
      const kept = header.length + (one.at % Math.max(1, bytes - header.length));
      return { header, bytes: kept, at: kept };
    }
    default:
      return { header, bytes: bytes + inserted.length, at: bytes };
  }
}
