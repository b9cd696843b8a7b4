import { afterEach, beforeEach } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { AppError } from "../../../src/errors.ts";
import { type Downloaded, download } from "../../../src/fetch/http/download.ts";
import type { DownloadLimits } from "../../../src/fetch/http/limits.ts";
import { type Fault, FileServer } from "./file_server.ts";

/** Small enough that a file of a megabyte is fetched as a model of gigabytes is. */
export const SMALL: DownloadLimits = {
  connections: 4,
  pieceBytes: 256 * 1024,
  noteBytes: 64 * 1024,
  stallMs: 10_000,
  attempts: 3,
  pauseMs: 0,
  longestPauseMs: 1000,
  spareBytes: 0,
};

export interface Trial {
  readonly sha256?: string | null;
  readonly bytes?: number | null;
  readonly token?: string;
  readonly limits?: Partial<DownloadLimits>;
  readonly signal?: AbortSignal;
  readonly check?: (path: string) => void;
  readonly onProgress?: (bytes: number) => void;
  /** Address in place of the server's. */
  readonly url?: string;
}

/** Lines that were told, of the last download. */
export const told: string[] = [];

/** Downloads the server's file; the endpoint's refusals keep their status. */
export async function fetchFrom(server: FileServer, file: string, trial: Trial = {}): Promise<Downloaded> {
  told.length = 0;
  return download({
    endpoint: {
      url: new URL(trial.url ?? `${server.address()}/org/repo/resolve/main/${basename(file)}`),
      token: trial.token ?? null,
    },
    file,
    sha256: trial.sha256 ?? null,
    bytes: trial.bytes ?? null,
    explain: (status) =>
      new AppError("FETCH_DENIED", { what: "refused", why: `status ${status}`, fix: "none" }),
    check: trial.check ?? (() => {}),
    tell: (line) => told.push(line),
    onProgress: trial.onProgress ?? (() => {}),
    signal: trial.signal ?? new AbortController().signal,
    limits: { ...SMALL, ...trial.limits },
  });
}

/** What lies beside a file and belongs to it. */
export function leftBy(file: string): string[] {
  return readdirSync(dirname(file))
    .filter((name) => name.startsWith(basename(file)))
    .toSorted();
}

/** Whether a file is there and holds exactly these bytes. */
export function isExactly(file: string, bytes: Buffer): boolean {
  return existsSync(file) && readFileSync(file).equals(bytes);
}

/** What each test of a file has: a server of its own, and a path to fetch to. */
export interface Bench {
  server: FileServer;
  file: string;
}

/** Gives each test of the file that calls this a server of these bytes. */
export function serving(bytes: Buffer): Bench {
  const bench: Partial<Bench> = {};
  beforeEach(async () => {
    bench.file = join(mkdtempSync(join(tmpdir(), "download-")), "model.gguf");
    bench.server = await FileServer.listen(bytes);
  });
  afterEach(async () => {
    await bench.server?.[Symbol.asyncDispose]();
    rmSync(dirname(bench.file ?? ""), { recursive: true });
  });
  const given = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error("only a test has a server");
    return value;
  };
  return {
    get server() {
      return given(bench.server);
    },
    get file() {
      return given(bench.file);
    },
  };
}

/** A fault of the first GETs. */
export const first =
  (fault: Fault, times = 1) =>
  (_: unknown, gets: number): Fault | null =>
    gets >= 0 && gets < times ? fault : null;
