import { existsSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { renderBytes } from "./display/bytes.ts";

/** What is to be written below a folder, which need not be there yet. */
export interface Need {
  readonly folder: string;
  readonly bytes: number;
}

/** Names the folder, what is free, and what is needed. */
export class NoRoom extends Error {}

/**
 * Makes sure before anything is written that the disks have room for all of it; needs on one disk are added up.
 *
 * @throws NoRoom
 */
export function needRoomForAll(needs: readonly Need[]): void {
  const disks = new Map<number, Need>();
  for (const { folder, bytes } of needs) {
    const existing = firstThatExists(folder);
    const { dev } = statSync(existing);
    const sooner = disks.get(dev);
    disks.set(dev, { folder: sooner?.folder ?? existing, bytes: bytes + (sooner?.bytes ?? 0) });
  }
  for (const { folder, bytes } of disks.values()) {
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    if (free < bytes)
      throw new NoRoom(`${folder} has ${renderBytes(free)} free, and ${renderBytes(bytes)} are needed`);
  }
}

function firstThatExists(folder: string): string {
  return existsSync(folder) ? folder : firstThatExists(dirname(folder));
}
