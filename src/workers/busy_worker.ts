import { dieWithParent } from "./child.ts";

/** The hidden command that is a busy neighbour: it computes until it is killed. */
export function runBusyWorker(): never {
  dieWithParent();
  for (let x = 0; ; ) x = (x * 1_103_515_245 + 12_345) | 0;
}
