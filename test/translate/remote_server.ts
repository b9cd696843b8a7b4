import { afterEach, expect } from "bun:test";

/** A request as a server of these tests got it. */
export interface Asked {
  readonly path: string;
  readonly query: string;
  readonly authorization: string | null;
  readonly body: {
    readonly model?: string;
    readonly messages?: readonly { readonly role: string; readonly content: string }[];
    readonly max_tokens?: number;
    readonly [field: string]: unknown;
  };
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

/** How one request is answered. */
export type Answer = (asked: Asked) => Response | Promise<Response>;

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** A server on this machine that lists `models` and answers the requests for translations by a list, the last one again and again. */
export function serve(answers: readonly Answer[], models: Answer = () => listOf("qwen2.5-test")) {
  const asked: Asked[] = [];
  const completions: Asked[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      const text = await request.text();
      const one: Asked = {
        path: pathname,
        query: search,
        authorization: request.headers.get("authorization"),
        body: text === "" ? {} : JSON.parse(text),
        signal: request.signal,
      };
      asked.push(one);
      if (pathname.endsWith("/models")) return models(one);
      // One token is asked for to open the server only.
      if (one.body.max_tokens === 1) return said("は");
      completions.push(one);
      const answer = answers[Math.min(completions.length, answers.length) - 1];
      return answer?.(one) ?? new Response(null, { status: 500 });
    },
  });
  stops.push(() => server.stop(true));
  return { url: `http://127.0.0.1:${server.port}`, asked, completions, stop: () => server.stop(true) };
}

export const listOf = (...ids: string[]) =>
  Response.json({ object: "list", data: ids.map((id) => ({ id, object: "model" })) });

/** The bytes of a stream that says these parts; a null stands for the end of the answer, as servers tell it. */
export function stream(parts: readonly (string | null)[]): Uint8Array {
  const events = parts.map((part) =>
    part === null
      ? `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] })}\n\ndata: [DONE]\n\n`
      : `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: part }, finish_reason: null }] })}\n\n`,
  );
  return Buffer.from(events.join(""));
}

const EVENT_STREAM = { headers: { "content-type": "text/event-stream" } };

/** A whole answer in a stream. */
export const said = (...parts: string[]) => new Response(stream([...parts, null]), EVENT_STREAM);

/** An answer whose bytes are sent by `send`; the connection stays open until that closes it. */
export const streamed = (send: (controller: ReadableStreamDefaultController<Uint8Array>) => unknown) =>
  new Response(
    new ReadableStream<Uint8Array>({ start: (controller) => void send(controller) }),
    EVENT_STREAM,
  );

/** A server that speaks TCP and answers every connection's first bytes with `head`, then closes it. */
export function serveBytes(head: string): string {
  const server = Bun.listen({
    port: 0,
    hostname: "127.0.0.1",
    socket: {
      data(socket) {
        socket.write(head);
        socket.end();
      },
    },
  });
  stops.push(() => server.stop(true));
  return `http://127.0.0.1:${server.port}`;
}

/** Waits until a server knows that its client is gone. */
export async function aborted(signal: AbortSignal | undefined): Promise<void> {
  expect(signal).toBeDefined();
  if (signal?.aborted === false)
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
}
