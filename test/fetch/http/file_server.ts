import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** How one answer differs from what a good server sends. Positions are of the file's bytes. */
export type Fault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** The connection ends after so many bytes of the body: in order, or torn off. */
  | { readonly cutAfter: number; readonly how: "end" | "destroy" }
  /** Nothing more comes after so many bytes; null: not even a status. */
  | { readonly stallAfter: number | null }
  | { readonly flip: number }
  | { readonly ignoresRange: true }
  | { readonly headers: Readonly<Record<string, string | undefined>> }
  /** More bytes than were asked for. */
  | { readonly excess: number };

/** A request that came. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  /** The range that was asked for, or null for the whole file. */
  readonly range: readonly [start: number, end: number] | null;
  readonly headers: IncomingMessage["headers"];
}

export function sha256(bytes: Uint8Array): string {
  return new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
}

/** Bytes that repeat nowhere, the same for the same seed. */
export function noise(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  const next = random(seed);
  for (let at = 0; at + 4 <= length; at += 4) bytes.writeUInt32LE(next(2 ** 32), at);
  return bytes;
}

/** Whole numbers below a limit, the same for the same seed (mulberry32). */
export function random(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

/** Serves one file under every path, in parts if asked, and counts what it sends. */
export class FileServer implements AsyncDisposable {
  file: Buffer;
  /** Sent as ETag, quotes included; null: none. */
  etag: string | null;
  /** Whether size and ETag are told as Hugging Face tells them of what a storage holds. */
  isHub = true;
  /** More headers of every answer. */
  headers: Record<string, string> = {};
  /** Answers to GETs wait for it. */
  gate: Promise<void> = Promise.resolve();
  /** What goes wrong with a request; the number counts GETs from 0. */
  fault: (seen: Seen, gets: number) => Fault | null = () => null;
  /** Where a request is sent instead. */
  redirect: (seen: Seen) => string | null = () => null;
  readonly seen: Seen[] = [];
  /** How often each byte was sent. */
  sent: Uint8Array;
  readonly #server: Server;
  #gets = 0;

  private constructor(file: Buffer) {
    this.file = file;
    this.etag = `"${sha256(file)}"`;
    this.sent = new Uint8Array(file.length);
    this.#server = createServer(async (request, response) => {
      if (request.method === "GET") await this.gate;
      this.#answer(request, response);
    });
  }

  static async listen(file: Buffer, host = "127.0.0.1"): Promise<FileServer> {
    const server = new FileServer(file);
    await new Promise<void>((resolve) => server.#server.listen(0, host, resolve));
    return server;
  }

  /** Address without a slash at the end. */
  address(host = "127.0.0.1"): string {
    const at = this.#server.address();
    if (at === null || typeof at === "string") throw new Error("the server does not listen");
    return `http://${host}:${at.port}`;
  }

  /** All bytes that were sent, repetitions included. */
  get bytesSent(): number {
    return this.sent.reduce((sum, count) => sum + count, 0);
  }

  get ranges(): (Seen["range"] | null)[] {
    return this.seen.filter(({ method }) => method === "GET").map(({ range }) => range);
  }

  /** Puts another file in its place. */
  replace(file: Buffer): void {
    this.file = file;
    this.etag = `"${sha256(file)}"`;
    this.sent = new Uint8Array(file.length);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
    const range =
      first === undefined
        ? null
        : ([Number(first), last === "" ? this.file.length : Number(last) + 1] as const);
    const { method = "", url = "", headers } = request;
    const seen: Seen = { method, path: url, range, headers };
    this.seen.push(seen);
    const fault = this.fault(seen, method === "GET" ? this.#gets++ : -1);
    if (fault !== null && "stallAfter" in fault && fault.stallAfter === null) return;
    if (fault !== null && "status" in fault) {
      response.writeHead(fault.status, { ...this.headers, ...fault.headers }).end();
      return;
    }
    const location = this.redirect(seen);
    if (location !== null) {
      response.writeHead(302, { ...this.#linked(), ...this.headers, Location: location }).end("elsewhere");
      return;
    }
    this.#send(seen, response, fault);
  }

  #linked(): Record<string, string> {
    if (!this.isHub || this.etag === null) return {};
    return { "X-Linked-Etag": this.etag, "X-Linked-Size": String(this.file.length) };
  }

  #send({ method, range, headers }: Seen, response: ServerResponse, fault: Fault | null): void {
    const isCurrent = headers["if-range"] === undefined || headers["if-range"] === this.etag;
    const isPart = range !== null && isCurrent && !(fault !== null && "ignoresRange" in fault);
    const [start, end] = isPart ? range : [0, this.file.length];
    if (isPart && start >= this.file.length) {
      response.writeHead(416, { "Content-Range": `bytes */${this.file.length}` }).end();
      return;
    }
    const sentEnd = Math.min(
      this.file.length,
      end + (fault !== null && "excess" in fault ? fault.excess : 0),
    );
    const told: Record<string, string | undefined> = {
      "Content-Length": String(sentEnd - start),
      "Accept-Ranges": "bytes",
      ...(this.etag === null ? {} : { ETag: this.etag }),
      ...this.#linked(),
      ...(isPart ? { "Content-Range": `bytes ${start}-${end - 1}/${this.file.length}` } : {}),
      ...this.headers,
      ...(fault !== null && "headers" in fault ? fault.headers : {}),
    };
    for (const [name, value] of Object.entries(told))
      if (value !== undefined) response.setHeader(name, value);
    response.writeHead(isPart ? 206 : 200);
    if (method === "HEAD") {
      response.end();
      return;
    }
    const body = Buffer.from(this.file.subarray(start, sentEnd));
    if (fault !== null && "flip" in fault && fault.flip >= start && fault.flip < sentEnd)
      body.writeUInt8(body.readUInt8(fault.flip - start) ^ 1, fault.flip - start);
    const stop = fault === null ? null : stopOf(fault);
    const whole = stop === null ? body : body.subarray(0, stop);
    for (let at = start; at < start + whole.length; at++) this.sent[at] = (this.sent[at] ?? 0) + 1;
    if (stop === null || stop >= body.length) response.end(body);
    else
      response.write(whole, () => {
        if (fault === null || !("cutAfter" in fault)) return;
        const { how } = fault;
        // Time to read what has come: with the end of its connection, `fetch` drops what nobody has read yet.
        setTimeout(() => response.socket?.[how](), 20);
      });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function stopOf(fault: Fault): number | null {
  if ("cutAfter" in fault) return fault.cutAfter;
  return "stallAfter" in fault ? fault.stallAfter : null;
}
