/** The flag that takes a flag of presence back: no-tee that of tee, translate that of no-translate. */
export function negativeOf(flag: string): string {
  return flag.startsWith("no-") ? flag.slice("no-".length) : `no-${flag}`;
}
