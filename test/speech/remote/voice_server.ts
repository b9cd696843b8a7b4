import { afterEach, expect } from "bun:test";
import { AppError } from "../../../src/errors.ts";
import { LIMITS, type Limits } from "../../../src/speech/remote/limits.ts";
import { RemoteSynthesizer } from "../../../src/speech/remote/remote_synthesizer.ts";
import { parseRemoteVoice } from "../../../src/speech/remote/remote_voice.ts";
import { NATURAL, type Prosody } from "../../../src/speech/synthesizer.ts";
import { RESAMPLER } from "./sounds.ts";

/** A request as a server of these tests got it. */
export interface Asked {
  readonly line: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | null;
  readonly body: Buffer;
  readonly type: string;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

export type Answer = (asked: Asked) => Response | Promise<Response>;

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A server on this machine that answers each path by a function; others it does not know. */
export function serve(answers: Readonly<Record<string, Answer>>) {
  const asked: Asked[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 60,
    async fetch(request) {
      const { pathname: path, searchParams: query } = new URL(request.url);
      const one: Asked = {
        ...{ line: `${request.method} ${path}`, path, query, signal: request.signal },
        authorization: request.headers.get("authorization"),
        type: request.headers.get("content-type") ?? "",
        body: Buffer.from(await request.arrayBuffer()),
      };
      asked.push(one);
      return answers[path]?.(one) ?? Response.json({ detail: "Not Found" }, { status: 404 });
    },
  });
  stops.push(() => server.stop(true));
  return { url: `http://127.0.0.1:${server.port}`, asked, stop: () => server.stop(true) };
}

/** A server of TCP: `answer` gets what each connection's requests begin with, counted over all of them from 1. */
export function serveBytes(
  answer: (socket: Bun.Socket<undefined>, request: string, count: number) => unknown,
  onConnection = () => {},
): string {
  let count = 0;
  const server = Bun.listen({
    port: 0,
    hostname: "127.0.0.1",
    socket: {
      open: onConnection,
      data(socket, data) {
        const text = data.toString("latin1");
        // The rest of a request that came in several pieces is none.
        if (/^(?:GET|POST) /.test(text)) answer(socket, text, ++count);
      },
    },
  });
  stops.push(() => server.stop(true));
  return `http://127.0.0.1:${server.port}`;
}

/** An answer whose bytes are sent by `send`, and which ends when that closes it. */
export function streamed(
  send: (controller: ReadableStreamDefaultController<Uint8Array>) => unknown,
  type = "audio/pcm",
): Response {
  const body = new ReadableStream<Uint8Array>({ start: (controller) => void send(controller) });
  return new Response(body, { headers: { "content-type": type } });
}

/** The fields of the form that a request is, in order. */
export async function fieldsOf(asked: Asked | undefined) {
  const headers = { "content-type": asked?.type ?? "" };
  return new Map(await new Response(asked?.body ?? "", { headers }).formData());
}

/** A synthesizer of the voice at an address; it is ended with the test. */
export function voiceAt(name: string, limits: Partial<Limits> = {}): RemoteSynthesizer {
  const synthesizer = new RemoteSynthesizer(parseRemoteVoice(name), RESAMPLER, { ...LIMITS, ...limits });
  stops.push(() => synthesizer.kill());
  return synthesizer;
}

export const NEVER = new AbortController().signal;

/** Speaks to the end; resolves to the frames that were given. */
export async function spoken(
  synthesizer: RemoteSynthesizer,
  text = "はい。",
  prosody: Prosody = NATURAL,
): Promise<number[]> {
  const frames: number[] = [];
  for await (const { pcm } of synthesizer.speak(text, prosody, NEVER)) frames.push(...pcm);
  return frames;
}

/** The error that something ends in. */
export async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw error ?? new Error("it did not fail");
}

/** Waits until a server knows that its client is gone. */
export async function aborted(signal: AbortSignal | undefined): Promise<void> {
  expect(signal).toBeDefined();
  if (signal?.aborted === false)
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
}
