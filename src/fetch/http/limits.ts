/** How a download is cut up and how patient it is. Replaced by small numbers in tests. */
export interface DownloadLimits {
  /** Connections that fetch parts of one file side by side. */
  readonly connections: number;
  /** Bytes that one request asks for at most. */
  readonly pieceBytes: number;
  /** After so many bytes, what has come is forced to the disk and noted as there. */
  readonly noteBytes: number;
  /** A connection without a byte for so long is given up, in ms. */
  readonly stallMs: number;
  /** Failures in a row, without a byte in between, after which a piece is given up. */
  readonly attempts: number;
  /** Pause after the first failure, in ms; it doubles with every further one. */
  readonly pauseMs: number;
  /** The longest pause, in ms, also where a server asks for a longer one. */
  readonly longestPauseMs: number;
  /** Bytes of the disk that are left to others. */
  readonly spareBytes: number;
}

/**
 * One connection is rarely as fast as a line; four are what browsers and package clients open to one host. A piece is large
 * enough that a request costs nothing beside it. Hugging Face counts requests in windows of 5 minutes, so a longer wait than
 * that helps nobody.
 */
export const USUAL_LIMITS: DownloadLimits = {
  connections: 4,
  pieceBytes: 64 * 1024 * 1024,
  noteBytes: 16 * 1024 * 1024,
  stallMs: 30_000,
  attempts: 5,
  pauseMs: 1000,
  longestPauseMs: 5 * 60_000,
  spareBytes: 256 * 1024 * 1024,
};
