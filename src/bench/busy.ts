import { selfCommand, workerEnvironment } from "../workers/self.ts";

/** Programs that each keep one processor busy until they are disposed. */
export class BusyNeighbours implements Disposable {
  readonly #children: Bun.Subprocess[];

  constructor(count: number) {
    this.#children = Array.from({ length: count }, () =>
      Bun.spawn(selfCommand("worker", "busy"), {
        stdio: ["pipe", "ignore", "ignore"],
        env: workerEnvironment(),
        detached: true,
      }),
    );
  }

  [Symbol.dispose](): void {
    for (const child of this.#children) child.kill("SIGKILL");
  }
}
