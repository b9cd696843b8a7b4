import { pullModel, type SourceName } from "../../../src/models/pull/pull_model.ts";
import type { Pullable } from "../../../src/models/pull/pullable.ts";
import { SMALL } from "../../fetch/http/downloading.ts";
import { FileServer, sha256 } from "../../fetch/http/file_server.ts";
import { Environment } from "./environment.ts";
import { modelBytes } from "./models.ts";

export const FILE = modelBytes(1_000_000 - (1_000_000 % 32), 1);
export const REPO = "Org/Some-Model-GGUF";
export const COMMIT = "0123456789abcdef0123456789abcdef01234567";

/** As one of the catalog. */
export const MODEL: Pullable = {
  name: "some-model-q4",
  files: [{ file: "some-model-q4.gguf", bytes: FILE.length, sha256: sha256(FILE) }],
  sources: [{ kind: "hugging-face", repo: REPO, revision: COMMIT }],
};

/** A home of its own and a hub that serves {@link FILE}. */
export class Trial implements AsyncDisposable {
  readonly environment = new Environment();
  /** What was told while pulling. */
  readonly lines: string[] = [];
  readonly server: FileServer;

  private constructor(server: FileServer) {
    this.server = server;
    this.environment.set({ HF_ENDPOINT: `${server.address()}/` });
  }

  static async begin(): Promise<Trial> {
    return new Trial(await FileServer.listen(FILE));
  }

  pull(model: Pullable = MODEL, from?: SourceName): Promise<string> {
    const { signal } = new AbortController();
    const listener = { tell: (line: string) => void this.lines.push(line), progress: () => {} };
    return pullModel(model, { from, listener, signal, limits: SMALL });
  }

  /** Paths that were asked for. */
  paths(): string[] {
    return [...new Set(this.server.seen.map(({ path }) => path))];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    this.environment[Symbol.dispose]();
  }
}
