/** A line that only the text before or only the text after has. */
export interface LineChange {
  readonly kind: "removed" | "added";
  readonly line: string;
  /** Whether lines that both have stand between it and the change before it. */
  readonly isApart: boolean;
}

/** More than this is compared as a whole, since time and memory grow with the product. */
const MOST_COMPARISONS = 4_000_000;

/** What differs between two texts, line by line, by their longest common subsequence. */
export function lineChanges(before: string, after: string): LineChange[] {
  const old = before.split(/\r?\n/);
  const now = after.split(/\r?\n/);
  const start = commonLength(old, now, (lines, n) => lines[n]);
  const behind = { old: old.slice(start), now: now.slice(start) };
  const end = commonLength(behind.old, behind.now, (lines, n) => lines[lines.length - 1 - n]);
  return changesBetween(
    behind.old.slice(0, behind.old.length - end),
    behind.now.slice(0, behind.now.length - end),
  );
}

function commonLength(
  a: string[],
  b: string[],
  at: (lines: string[], n: number) => string | undefined,
): number {
  let n = 0;
  while (n < Math.min(a.length, b.length) && at(a, n) === at(b, n)) n++;
  return n;
}

function changesBetween(old: string[], now: string[]): LineChange[] {
  const common = old.length * now.length <= MOST_COMPARISONS ? commonLengths(old, now) : null;
  const lengthAt = (i: number, j: number) => common?.[i]?.[j] ?? 0;
  const changes: LineChange[] = [];
  let isApart = false;
  for (let i = 0, j = 0; i < old.length || j < now.length; ) {
    const [removed, added] = [old[i], now[j]];
    if (common !== null && removed !== undefined && removed === added) {
      i++;
      j++;
      isApart = true;
      continue;
    }
    const isRemoved =
      removed !== undefined && (added === undefined || lengthAt(i + 1, j) >= lengthAt(i, j + 1));
    if (isRemoved) i++;
    else j++;
    changes.push({
      kind: isRemoved ? "removed" : "added",
      line: (isRemoved ? removed : added) ?? "",
      isApart,
    });
    isApart = false;
  }
  return changes;
}

/** For each pair of places, how many lines in order both texts have from there on. */
function commonLengths(old: string[], now: string[]): number[][] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--) {
      const row = lengths[i];
      if (row === undefined) continue;
      row[j] =
        old[i] === now[j]
          ? (lengths[i + 1]?.[j + 1] ?? 0) + 1
          : Math.max(lengths[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  return lengths;
}
