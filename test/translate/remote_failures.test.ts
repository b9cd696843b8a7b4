import { describe, expect, test } from "bun:test";
import { AppError, type ErrorCode, isOfOneSentence } from "../../src/errors.ts";
import { Endpoint } from "../../src/translate/remote/endpoint.ts";
import { LIMITS, type Limits } from "../../src/translate/remote/limits.ts";
import { RemoteTranslator } from "../../src/translate/remote/remote_translator.ts";
import { type Answer, listOf, said, serve, serveBytes, stream, streamed } from "./remote_server.ts";
import { selfSigned } from "./self_signed.ts";

const KEY = "sk-a-secret";
const EN = "The tests pass on this machine.";
/** So long a server that says nothing is waited for here, in ms; others have the usual time. */
const SHORT_MS = 500;
const FREE_PORT = 1;

function remote(url: string, limits: Partial<Limits> = {}) {
  const lost: AppError[] = [];
  const endpoint = Endpoint.parse(url, KEY);
  const translator = new RemoteTranslator(endpoint, {}, (error) => lost.push(error), {
    ...LIMITS,
    ...limits,
  });
  return { translator, lost };
}

async function failureOf(work: () => Promise<unknown>): Promise<AppError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

/** What was given out until a sentence failed, and the failure. */
async function sentence(translator: RemoteTranslator) {
  let ja = "";
  const failure = await failureOf(async () => {
    const { signal } = new AbortController();
    for await (const piece of translator.translate(EN, signal)) ja += piece.text;
  });
  return { ja, failure };
}

const error = (status: number, message: string): Answer => {
  return () => Response.json({ error: { message, code: status } }, { status });
};

describe("a server that cannot be used is told of when it is opened", () => {
  const refusals: [string, Answer, string[]][] = [
    ["401", error(401, `wrong key ${KEY}`), ["answered 401: wrong key …", "STREAM_TTS_TRANSLATOR_KEY"]],
    ["403", error(403, "no"), ["answered 403: no", "STREAM_TTS_TRANSLATOR_KEY"]],
    ["429", error(429, "slow down"), ["answered 429: slow down", "wait"]],
    [
      "500",
      () => new Response("Traceback\n\u001b[31mof a\tserver", { status: 500 }),
      ["500: Traceback [31mof a server"],
    ],
    ["503 for good", error(503, "Loading model"), ["answered 503: Loading model"]],
    [
      "a redirect",
      () => new Response(null, { status: 307, headers: { location: "https://u:p@other/v1/models?k=1" } }),
      ["answered 307 and points to https://other/v1/models", "--translator"],
    ],
  ];
  test.each(refusals)("%s", async (_, models, texts) => {
    const { translator } = remote(serve([], models).url, { openMs: SHORT_MS });
    const failure = await failureOf(() => translator.open());
    expect(failure.code).toBe("TRANSLATOR_REFUSED");
    for (const text of texts) expect(`${failure.what}\n${failure.why}\n${failure.fix}`).toContain(text);
    expect(JSON.stringify({ ...failure })).not.toContain(KEY);
    expect(isOfOneSentence(failure)).toBe(false);
  });

  test("nobody listens", async () => {
    const failure = await failureOf(() => remote(`http://127.0.0.1:${FREE_PORT}`).translator.open());
    expect(failure).toMatchObject({
      code: "TRANSLATOR_UNREACHABLE",
      why: "nothing listens there (ECONNREFUSED)",
    });
    expect(failure.what).toContain(`http://127.0.0.1:${FREE_PORT}/v1`);
  });

  test("a host that nobody knows", async () => {
    const { translator } = remote("http://no-such-host.invalid");
    const failure = await failureOf(() => translator.open());
    expect(failure.code).toBe("TRANSLATOR_UNREACHABLE");
    expect(failure.fix).toContain("check the host");
  });

  test("a certificate that nobody vouches for", async () => {
    const { key, cert } = await selfSigned();
    using server = Bun.serve({
      port: 0,
      tls: { key, cert },
      fetch: () => listOf("model"),
    });
    const failure = await failureOf(() => remote(`https://localhost:${server.port}`).translator.open());
    expect(failure).toMatchObject({ code: "TRANSLATOR_UNREACHABLE" });
    expect(failure.why).toContain("self signed certificate");
    expect(failure.fix).toContain("NODE_EXTRA_CA_CERTS");
  });

  test("TLS towards a server that has none", async () => {
    const url = serve([]).url.replace("http:", "https:");
    const failure = await failureOf(() => remote(url).translator.open());
    expect(failure).toMatchObject({ code: "TRANSLATOR_UNREACHABLE" });
    expect(failure.fix).toContain("http://");
  });

  test("something that speaks no HTTP", async () => {
    const failure = await failureOf(() => remote(serveBytes("220 mail ready\r\n")).translator.open());
    expect(failure).toMatchObject({ code: "TRANSLATOR_UNREACHABLE" });
    expect(failure.why).toContain("broke off");
  });

  test("one that takes the request and says nothing", async () => {
    const { url } = serve([], () => new Promise<Response>(() => {}));
    const failure = await failureOf(() => remote(url, { connectMs: SHORT_MS }).translator.open());
    expect(failure).toMatchObject({ code: "TRANSLATOR_UNREACHABLE", why: "nothing came for 0.5 s" });
  });

  test("a web page", async () => {
    const page = () => new Response("<html>Welcome</html>", { headers: { "content-type": "text/html" } });
    using server = Bun.serve({ port: 0, fetch: page });
    const failure = await failureOf(() => remote(`http://127.0.0.1:${server.port}`).translator.open());
    expect(failure).toMatchObject({ code: "TRANSLATOR_REFUSED" });
    expect(failure.why).toContain("text/html");
  });

  test("one that is still loading is waited for", async () => {
    let asked = 0;
    const { url } = serve([], () =>
      asked++ === 0 ? new Response(null, { status: 503 }) : listOf("qwen2.5-7b"),
    );
    expect(await remote(url).translator.open()).toEqual({
      ...{ model: "qwen2.5-7b", prefixTokens: 0, restored: false },
    });
  });
});

describe("a sentence that a server does not do", () => {
  const cases: [string, Answer, ErrorCode, string][] = [
    ["400", error(400, "exceeds the context"), "TRANSLATION_REFUSED", "answered 400: exceeds the context"],
    ["404", error(404, "model not found"), "TRANSLATION_REFUSED", "answered 404: model not found"],
    ["500", error(500, "CUDA out of memory"), "TRANSLATION_REFUSED", "answered 500: CUDA out of memory"],
    [
      "an error of a whole answer",
      () => Response.json({ error: "no" }),
      "TRANSLATION_REFUSED",
      "answered with an error: no",
    ],
    [
      "JSON of something else",
      () => Response.json({ ok: true }),
      "TRANSLATION_REFUSED",
      "no chat completion",
    ],
    [
      "broken JSON in a stream",
      () => rawStream("data: {oh\n\n"),
      "TRANSLATION_REFUSED",
      "its stream holds {oh",
    ],
    [
      "an error in a stream",
      () => rawStream(`data: {"error":{"message":"slot gone","code":500}}\n\n`),
      ...(["TRANSLATION_REFUSED", "answered 500: slot gone"] as const),
    ],
    [
      "thoughts alone",
      () =>
        rawStream(
          `data: {"choices":[{"delta":{"reasoning_content":"Hm"},"finish_reason":"length"}]}\n\ndata: [DONE]\n\n`,
        ),
      ...(["TRANSLATION_REFUSED", "all its tokens on thoughts"] as const),
    ],
    [
      "an answer without an end",
      () => streamed((controller) => controller.enqueue(Buffer.alloc(5 * 1024 * 1024, ": x\n"))),
      ...(["TRANSLATION_REFUSED", "more than"] as const),
    ],
  ];
  test.each(cases)("%s", async (_, answer, code, why) => {
    const server = serve([answer, () => said("テストが", "通りました。")]);
    const { translator, lost } = remote(server.url);
    const { ja, failure } = await sentence(translator);
    expect(ja).toBe("");
    expect(failure.code).toBe(code);
    expect(failure.why).toContain(why);
    expect(isOfOneSentence(failure)).toBe(true);
    expect(lost).toEqual([]);
    // The next one is tried again, by the same translator.
    const next = await Array.fromAsync(translator.translate(EN, new AbortController().signal));
    expect(next.map(({ text }) => text)).toEqual(["テストが", "通りました。"]);
  });

  const silent: [string, string[]][] = [
    ["at once", []],
    ["after its beginning", ["テスト"]],
  ];
  test.each(silent)("that falls silent %s", async (_, parts) => {
    const answer = () =>
      streamed((controller) => controller.enqueue(Buffer.concat([Buffer.from(": wait\n\n"), stream(parts)])));
    const limits = { firstMs: SHORT_MS, nextMs: SHORT_MS };
    const { ja, failure } = await sentence(remote(serve([answer]).url, limits).translator);
    expect(ja).toBe(parts.join(""));
    expect(failure).toMatchObject({ code: "TRANSLATION_STALLED", why: "nothing came for 0.5 s" });
  });

  test("whose server is gone, is tried again for a while, and the loss is told once", async () => {
    const server = serve([]);
    const { translator, lost } = remote(server.url, { reconnectMs: SHORT_MS });
    await translator.open();
    await server.stop();
    const { failure } = await sentence(translator);
    expect(failure).toMatchObject({ code: "TRANSLATION_LOST" });
    expect(failure.why).toContain("ECONNREFUSED");
    expect(lost.map(({ code }) => code)).toEqual(["TRANSLATION_LOST"]);
  });
});

const rawStream = (text: string) => new Response(text, { headers: { "content-type": "text/event-stream" } });
