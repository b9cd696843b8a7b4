/** Something that lies on this machine because of this program, and that nothing uses any more. */
export interface Leftover {
  /** What it is and where; one clause. */
  readonly what: string;
  /** Room that it takes on its disk. */
  readonly bytes: number;
  /** What the user may do about it; empty where {@link remove} does it, or nothing need be done. */
  readonly fix: string;
  /** Removes it, unless something has begun to use it meanwhile; null for what only the user can decide about. */
  readonly remove: (() => void) | null;
}
