import type { Player } from "../../ffi/player.ts";

/** What is fed. */
type Ring = Pick<Player, "state" | "write" | "endUtterance" | "flush">;

/** Frames that were handed to the player, where they begin, and whether an utterance ends with them. */
interface Piece {
  readonly position: number;
  readonly pcm: Int16Array;
  endsUtterance: boolean;
}

/**
 * Feeds a player's ring and remembers the frames in it until they have been heard, so that an utterance in the middle can
 * be left out: the ring itself can only be emptied as a whole.
 */
export class RingFeed {
  readonly #player: Ring;
  /** In the ring and not heard, in order. */
  #unheard: Piece[] = [];
  /** To be put into the ring again, before anything new. */
  #again: Piece[] = [];

  constructor(player: Ring) {
    this.#player = player;
  }

  /** The position behind all frames that were taken. */
  get written(): number {
    return this.#player.state().written + framesOf(this.#again);
  }

  /** Takes frames as far as there is room; returns how many were taken. */
  offer(pcm: Int16Array): number {
    if (!this.refill()) return 0;
    const position = this.#player.state().written;
    const taken = this.#player.write(pcm);
    if (taken > 0) this.#unheard.push({ position, pcm: pcm.subarray(0, taken), endsUtterance: false });
    return taken;
  }

  /** The frames taken so far complete an utterance. */
  endUtterance(): void {
    const last = this.#again.at(-1) ?? this.#unheard.at(-1);
    if (last !== undefined) last.endsUtterance = true;
    if (this.#again.length === 0) this.#player.endUtterance();
  }

  /** Puts back what was taken out by {@link leaveOut}; returns whether all of it is in the ring. */
  refill(): boolean {
    for (let piece = this.#again[0]; piece !== undefined; piece = this.#again[0]) {
      const taken = this.#player.write(piece.pcm);
      const position = this.#player.state().written - taken;
      const isWhole = taken === piece.pcm.length;
      const endsUtterance = isWhole && piece.endsUtterance;
      if (taken > 0) this.#unheard.push({ position, pcm: piece.pcm.subarray(0, taken), endsUtterance });
      if (!isWhole) {
        this.#again[0] = { ...piece, pcm: piece.pcm.subarray(taken) };
        return false;
      }
      if (endsUtterance) this.#player.endUtterance();
      this.#again.shift();
    }
    return true;
  }

  /** Frames before this position have been heard. */
  heard(position: number): void {
    const first = this.#unheard.findIndex(({ position: at, pcm }) => at + pcm.length > position);
    if (first !== 0) this.#unheard.splice(0, first < 0 ? this.#unheard.length : first);
  }

  /** Falls silent and forgets everything. */
  flush(): void {
    this.#player.flush();
    this.#unheard = [];
    this.#again = [];
  }

  /**
   * Leaves out what is heard before a position, and goes on with what was taken behind it.
   *
   * @returns by how much the positions of those frames have grown
   */
  leaveOut(until: number): number {
    let { written } = this.#player.state();
    const behind = this.#again.map((piece) => {
      const position = written;
      written += piece.pcm.length;
      return { ...piece, position };
    });
    const kept = [...this.#unheard, ...behind].flatMap((piece) => piecesFrom(piece, until));
    this.flush();
    const moved = this.#player.state().written - until;
    this.#again = kept;
    this.refill();
    return moved;
  }
}

function piecesFrom(piece: Piece, position: number): Piece[] {
  const skipped = Math.max(0, position - piece.position);
  return skipped >= piece.pcm.length ? [] : [{ ...piece, pcm: piece.pcm.subarray(skipped) }];
}

const framesOf = (pieces: readonly Piece[]) => pieces.reduce((sum, { pcm }) => sum + pcm.length, 0);
