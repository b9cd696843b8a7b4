import { describe, expect, test } from "bun:test";
import { isOfOneSentence } from "../../../src/errors.ts";
import { NATURAL } from "../../../src/speech/synthesizer.ts";
import { deafServer } from "./deaf_server.ts";
import { bytesOf, played, tone, wav } from "./sounds.ts";
import {
  type Answer,
  failureOf,
  NEVER,
  serve,
  serveBytes,
  spoken,
  streamed,
  voiceAt,
} from "./voice_server.ts";

const SOUND = tone(4800, 24_000);
const BYTES = bytesOf(SOUND);
const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: audio/pcm\r\n";
const WHOLE = `${HEAD}Content-Length: ${BYTES.length}\r\n\r\n`;
const LIST = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"data":[]}`;

/** A voice whose server answers a clause like that. */
const voiceOf = (answer: Answer, limits = {}) =>
  voiceAt(`${serve({ "/v1/audio/speech": answer }).url}/v1?voice=a`, limits);

describe("a clause that is not there whole is told of:", () => {
  test.each<[string, Answer, string, string]>([
    [
      "an error",
      () => Response.json({ error: { message: "CUDA out of memory" } }, { status: 500 }),
      "SPEECH_REFUSED",
      "it answered 500: CUDA out of memory",
    ],
    [
      "an error of FastAPI",
      () => Response.json({ detail: [{ msg: "Field required" }] }, { status: 422 }),
      "SPEECH_REFUSED",
      "it answered 422: Field required",
    ],
    [
      "an error of Kokoro-FastAPI",
      () => Response.json({ detail: { error: "x", message: "Voice 'a' not found" } }, { status: 400 }),
      "SPEECH_REFUSED",
      "it answered 400: Voice 'a' not found",
    ],
    [
      "an error that calls itself a success",
      () => Response.json({ error: "no voice" }),
      "SPEECH_REFUSED",
      "it answered with an error: no voice",
    ],
    [
      "a page",
      () => new Response("<html>", { headers: { "content-type": "text/html; charset=utf-8" } }),
      "SPEECH_REFUSED",
      "it answered with text/html instead of sound",
    ],
    [
      "events",
      () => new Response("data: {}\n\n", { headers: { "content-type": "text/event-stream" } }),
      "SPEECH_REFUSED",
      "it answered with text/event-stream instead of sound",
    ],
    [
      "MP3",
      () => new Response("\xff\xfb\x90", { headers: { "content-type": "audio/mpeg" } }),
      "SPEECH_REFUSED",
      "audio/mpeg",
    ],
    ["nothing", () => new Response(""), "SPEECH_LOST", "its answer is empty"],
    ["a WAV without sound", () => new Response(wav(Buffer.alloc(0))), "SPEECH_LOST", "its sound is empty"],
    [
      "half a sample",
      () => new Response(BYTES.subarray(0, 101)),
      "SPEECH_LOST",
      "its sound ends inside a sample",
    ],
    ["half a WAV", () => new Response(wav(BYTES).subarray(0, 4000)), "SPEECH_LOST", "bytes too early"],
    ["a WAV of another kind", () => new Response(wav(BYTES, { tag: 7 })), "SPEECH_REFUSED", "format 7"],
    [
      "too much",
      () =>
        streamed((to) => {
          for (let n = 0; n < 40; n++) to.enqueue(Buffer.alloc(1000));
        }),
      "SPEECH_REFUSED",
      "more than 20000 bytes",
    ],
  ])("%s", async (_, answer, code, why) => {
    const error = await failureOf(spoken(voiceOf(answer, { mostBytes: 20_000 })));
    expect(error.code).toBe(code as typeof error.code);
    expect(error.what).toMatch(/^the voice http:\/\/127\.0\.0\.1:\d+\/v1\?voice=a did not say one clause$/);
    expect(error.why).toContain(why);
    expect(error.fix.length).toBeGreaterThan(10);
    expect(isOfOneSentence(error)).toBe(true);
  });

  test("a key that it does not accept, without telling the key", async () => {
    process.env.TEST_VOICE_KEY = "sk-secret";
    const answer: Answer = () => Response.json({ error: "sk-secret is no key" }, { status: 401 });
    const voice = voiceAt(`${serve({ "/v1/audio/speech": answer }).url}/v1?voice=a&key=TEST_VOICE_KEY`);
    delete process.env.TEST_VOICE_KEY;
    const error = await failureOf(spoken(voice));
    expect(error.why).toBe("it answered 401: … is no key");
    expect(error.fix).toContain("key=VARIABLE");
  });

  test("a redirect, which is not followed", async () => {
    process.env.TEST_VOICE_KEY = "sk-secret";
    const thief = serve({ "/v1/audio/speech": () => new Response(BYTES) });
    const location = `${thief.url.replace("//", "//me:pw@")}/v1/audio/speech?x=1`;
    const answer: Answer = () => new Response(null, { status: 307, headers: { location } });
    const voice = voiceAt(`${serve({ "/v1/audio/speech": answer }).url}/v1?voice=a&key=TEST_VOICE_KEY`);
    delete process.env.TEST_VOICE_KEY;
    const error = await failureOf(spoken(voice));
    expect(error.code).toBe("SPEECH_REFUSED");
    expect(error.why).toBe(`it answered 307 and points to ${thief.url}/v1/audio/speech`);
    expect(thief.asked).toEqual([]);
  });
});

/** A server of TCP that lists no models, and answers clauses by `answer`. */
const rawVoice = (
  answer: (socket: Bun.Socket<undefined>, clause: number) => unknown,
  limits = {},
  onConnection = () => {},
) => {
  let clauses = 0;
  const url = serveBytes((socket, request) => {
    if (request.startsWith("GET ")) socket.write(LIST);
    else answer(socket, ++clauses);
  }, onConnection);
  return { voice: voiceAt(`${url}/v1?voice=a`, limits), clauses: () => clauses };
};

describe("a server dies", () => {
  test.each([
    ["of a length that it told", WHOLE, (bytes: Buffer) => bytes],
    [
      "in chunks",
      `${HEAD}Transfer-Encoding: chunked\r\n\r\n`,
      (bytes: Buffer) =>
        Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]),
    ],
  ])(
    "in the middle of a body %s: what came is given out, and it is not asked again",
    async (_, head, framed) => {
      const heard = Promise.withResolvers<void>();
      const { voice, clauses } = rawVoice(async (socket) => {
        socket.write(head);
        socket.write(framed(BYTES.subarray(0, 4000)));
        await heard.promise;
        socket.end();
      });
      const frames: number[] = [];
      const sound = async () => {
        for await (const { pcm } of voice.speak("はい。", NATURAL, NEVER)) {
          frames.push(...pcm);
          if (frames.length > 2 * (2000 - 36)) heard.resolve();
        }
      };
      const error = await failureOf(sound());
      expect(error).toMatchObject({ code: "SPEECH_LOST", why: "the connection broke off (ECONNRESET)" });
      expect(frames).toEqual(played(SOUND, 24_000).slice(0, frames.length));
      expect(clauses()).toBe(1);
    },
  );

  test("and the next clause is asked for anew", async () => {
    const { voice } = rawVoice((socket, clause) => {
      if (clause > 1) socket.write(WHOLE);
      socket.end(clause > 1 ? BYTES : "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
    });
    expect((await failureOf(spoken(voice))).code).toBe("SPEECH_LOST");
    expect(await spoken(voice)).toEqual(played(SOUND, 24_000));
  });

  test("and is not there any more", async () => {
    const server = serve({ "/v1/audio/speech": () => new Response(BYTES) });
    const voice = voiceAt(`${server.url}/v1?voice=a`);
    await spoken(voice);
    await server.stop();
    const error = await failureOf(spoken(voice));
    expect(error.code).toBe("SPEECH_LOST");
    expect(error.why).toMatch(/ECONNREFUSED|ECONNRESET/);
  });
});

describe("a connection that was kept, and is closed", () => {
  test("before the answer: the clause is asked for once more", async () => {
    const { voice, clauses } = rawVoice((socket, clause) => {
      if (clause === 2) socket.end();
      else {
        socket.write(WHOLE);
        socket.write(BYTES);
      }
    });
    expect(await spoken(voice)).toEqual(played(SOUND, 24_000));
    expect(await spoken(voice)).toEqual(played(SOUND, 24_000));
    expect(clauses()).toBe(3);
  });

  test("again: it is not", async () => {
    const { voice, clauses } = rawVoice((socket) => socket.end());
    expect(await failureOf(spoken(voice))).toMatchObject({ code: "SPEECH_LOST" });
    expect(clauses()).toBe(2);
  });
});

describe("a server stalls", () => {
  test.each<[string, Answer, object, string]>([
    ["before its answer", () => new Promise<Response>(() => {}), { firstMs: 60 }, "nothing came for 0."],
    [
      "before its first byte",
      () => streamed((to) => to.enqueue(new Uint8Array(0))),
      { firstMs: 60 },
      "nothing came for 0.",
    ],
    [
      "in the middle",
      () => streamed((to) => to.enqueue(BYTES.subarray(0, 2000))),
      { nextMs: 60 },
      "nothing came for 0.06 s",
    ],
    [
      "in its error",
      () => new Response(new ReadableStream({ start: (to) => void to.enqueue(BYTES) }), { status: 500 }),
      { firstMs: 60 },
      "nothing came for 0.",
    ],
  ])("%s", async (_, answer, limits, why) => {
    const error = await failureOf(spoken(voiceOf(answer, limits)));
    expect(error.code).toBe("SPEECH_STALLED");
    expect(error.why).toContain(why);
  });

  test.skipIf(process.platform !== "linux")("and takes no connection any more", async () => {
    const server = await deafServer();
    try {
      const voice = voiceAt(`${server.url}/v1?voice=a`, { connectMs: 1000 });
      await voice.open();
      await server.deaf();
      const error = await failureOf(spoken(voice));
      expect(error).toMatchObject({ code: "SPEECH_LOST", why: "no connection was made within 1 s" });
    } finally {
      server.stop();
    }
  });

  test("and takes connections: it has the whole time for its first byte", async () => {
    let connections = 0;
    const { voice } = rawVoice(
      async (socket) => {
        // The request's own, and the one that looks whether anybody is there.
        while (connections < 2) await Bun.sleep(1);
        await Bun.sleep(350);
        socket.write(WHOLE);
        socket.write(BYTES);
      },
      { connectMs: 300 },
      () => connections++,
    );
    await voice.open();
    expect(await spoken(voice)).toEqual(played(SOUND, 24_000));
  });

  test("with a byte now and then", async () => {
    const drip: Answer = ({ signal }) =>
      streamed(async (to) => {
        while (!signal.aborted) {
          to.enqueue(new Uint8Array(2));
          await Bun.sleep(5);
        }
      });
    expect((await failureOf(spoken(voiceOf(drip, { clauseMs: 100 })))).code).toBe("SPEECH_STALLED");
  });
});

describe("a server is opened that", () => {
  test("is not there, and again when it is", async () => {
    const gone = serve({});
    await gone.stop();
    const voice = voiceAt(`${gone.url}/v1?voice=a`);
    const error = await failureOf(voice.open());
    expect(error).toMatchObject({ code: "VOICE_UNREACHABLE", why: "nothing listens there (ECONNREFUSED)" });
    expect(error.fix).toBe("start the server, or check host and port of --voice");
    const back = Bun.serve({
      port: Number(new URL(gone.url).port),
      hostname: "127.0.0.1",
      fetch: () => new Response(BYTES),
    });
    try {
      await voice.open();
      expect(await spoken(voice)).toEqual(played(SOUND, 24_000));
    } finally {
      await back.stop(true);
    }
  });

  test("has no such host", async () => {
    const error = await failureOf(voiceAt("http://no-such-host.invalid/v1").open());
    expect(error.code).toBe("VOICE_UNREACHABLE");
  });

  test("does not answer", async () => {
    const voice = voiceAt(`${serveBytes(() => {})}/v1`, { connectMs: 60 });
    expect(await failureOf(voice.open())).toMatchObject({
      code: "VOICE_UNREACHABLE",
      why: "nothing came for 0.06 s",
    });
    expect((await failureOf(spoken(voice))).code).toBe("VOICE_UNREACHABLE");
  });

  test("wants another key", async () => {
    const server = serve({ "/v1/models": () => new Response("who are you?", { status: 403 }) });
    const error = await failureOf(voiceAt(`${server.url}/v1`).open());
    expect(error).toMatchObject({ code: "VOICE_REFUSED", why: "it answered 403: who are you?" });
  });

  test("speaks no HTTP", async () => {
    const url = serveBytes((socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n"));
    expect((await failureOf(voiceAt(`${url}/v1`).open())).code).toBe("VOICE_UNREACHABLE");
  });
});
