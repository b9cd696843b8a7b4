/** 24,000 Hz, as OpenAI's API gives it. */
const SECOND = 24_000;

/** A server like OpenAI's that speaks: a second of noise for each request, until it is to fail. */
export class SpeakingServer implements AsyncDisposable {
  readonly #server: Bun.Server<undefined>;
  /** What was said to its end, in order. */
  readonly said: string[] = [];
  /** At a text that holds this it gives half of its sound, and from then on it is gone. */
  failsAt: string | null = null;

  constructor() {
    this.#server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: async (request) => {
        if (new URL(request.url).pathname !== "/v1/audio/speech") return Response.json({ data: [] });
        const body: unknown = await request.json();
        const text = typeof body === "object" && body !== null && "input" in body ? String(body.input) : "";
        const isLast = this.failsAt !== null && text.includes(this.failsAt);
        if (!isLast) this.said.push(text);
        return new Response(this.#sound(isLast), { headers: { "content-type": "audio/pcm" } });
      },
    });
  }

  get address(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
  }

  #sound(isLast: boolean): ReadableStream<Uint8Array> {
    const half = new Uint8Array(
      Int16Array.from({ length: SECOND / 2 }, (_, n) => (n % 2 === 0 ? 900 : -900)).buffer,
    );
    const stop = () => void this.#server.stop(true);
    return new ReadableStream({
      async start(controller) {
        controller.enqueue(half);
        if (isLast) {
          await Bun.sleep(50);
          stop();
          return;
        }
        controller.enqueue(half);
        controller.close();
      },
    });
  }
}
