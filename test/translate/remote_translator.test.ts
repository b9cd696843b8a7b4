import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AppError } from "../../src/errors.ts";
import { Endpoint } from "../../src/translate/remote/endpoint.ts";
import { type RemoteSettings, RemoteTranslator } from "../../src/translate/remote/remote_translator.ts";
import { type Answer, aborted, listOf, said, serve, stream, streamed } from "./remote_server.ts";

const EN = "If it fails, I changed 42 files in src/app.ts.";
const WHOLE = "失敗した場合、src/app.tsで42個のファイルを変更しました。";

function remote(url: string, settings: RemoteSettings = {}, key?: string) {
  const lost: AppError[] = [];
  const translator = new RemoteTranslator(Endpoint.parse(url, key), settings, (error) => lost.push(error));
  return { translator, lost };
}

async function pieces(translator: RemoteTranslator, en = EN): Promise<string[]> {
  const found = await Array.fromAsync(translator.translate(en, new AbortController().signal));
  return found.map(({ text }) => text);
}

/** Answers a part and then loses the connection. */
const brokenOff =
  (...parts: string[]): Answer =>
  () =>
    streamed(async (controller) => {
      controller.enqueue(stream(parts));
      await Bun.sleep(10);
      controller.close();
    });

describe("what a server is asked", () => {
  test("the examples as turns, the sentence at the end, the same before it every time", async () => {
    const { url, asked, completions } = serve([() => said(WHOLE)]);
    const { translator } = remote(url);
    await pieces(translator);
    await pieces(translator, "Could you check it?");
    expect(asked.map(({ path }) => path)).toEqual([
      "/v1/models",
      ...Array.from({ length: 3 }, () => "/v1/chat/completions"),
    ]);
    const [first, second] = completions.map(({ body }) => body);
    expect(first).toMatchObject({ model: "qwen2.5-test", stream: true, temperature: 0 });
    expect(first?.max_tokens).toBeGreaterThan(EN.length);
    const messages = first?.messages ?? [];
    expect(messages.map(({ role }) => role)).toEqual([
      "system",
      ...Array.from({ length: 6 }, () => ["user", "assistant"]).flat(),
      "user",
    ]);
    expect(messages[0]?.content).toContain("Terms: backward compatibility=後方互換性");
    expect(messages.at(-1)?.content).toBe(EN);
    expect(second?.messages?.slice(0, -1)).toEqual(messages.slice(0, -1));
    // The prompt was read when the server was opened.
    expect(asked[1]?.body.messages?.slice(0, -1)).toEqual(messages.slice(0, -1));
    expect(JSON.stringify(first)).not.toContain("think");
  });

  const models: [string, string, boolean][] = [
    ["qwen3:8b", "/no_think", true],
    ["Qwen3-4B-Instruct-2507-Q4_K_M.gguf", "interpreter", false],
    ["tencent/Hy-MT2-7B", "Translate the following text into Japanese.", false],
    ["llama-3.3-70b", "interpreter", false],
  ];
  test.each(models)("%s: asked as its kind is", async (name, text, isThinker) => {
    const { url, completions } = serve([() => said("<think>\n\n</think>\n\n", WHOLE)], () =>
      listOf(name, "other"),
    );
    expect(await pieces(remote(url).translator)).toEqual([WHOLE]);
    const [request] = completions;
    expect(request?.body.model).toBe(name);
    expect(request?.body.messages?.[0]?.content).toContain(text);
    expect(request?.body.chat_template_kwargs).toEqual(isThinker ? { enable_thinking: false } : undefined);
  });

  test("the model and the profile of the user's choice, with a key, at a base with a query", async () => {
    const { url, asked, completions } = serve([() => said(WHOLE)]);
    const { translator } = remote(`${url}/llm?version=2`, { model: "mine", profile: "simple" }, "sk-1");
    expect(await translator.open()).toMatchObject({ model: "mine" });
    await pieces(translator);
    expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set(["Bearer sk-1"]));
    expect(new Set(asked.map(({ query }) => query))).toEqual(new Set(["?version=2"]));
    expect(asked[1]?.path).toBe("/llm/chat/completions");
    expect(completions[0]?.body).toMatchObject({ model: "mine" });
    expect(completions[0]?.body.messages?.[0]?.content).toStartWith("Translate the user's English");
  });

  test.each([404, 405, 501])(
    "a server without a list of models (%d) serves one under any name",
    async (status) => {
      const { url } = serve([() => said(WHOLE)], () => new Response(null, { status }));
      expect(await remote(url).translator.open()).toMatchObject({ model: "default" });
    },
  );

  test("the user's terms stand in the sentence", async () => {
    const folder = mkdtempSync(join(tmpdir(), "stream-tts-bun-"));
    try {
      const glossary = join(folder, "terms.txt");
      writeFileSync(glossary, "worker = 作業者\n");
      const { url, completions } = serve([() => said("作業者が終わりました。")]);
      const { translator } = remote(url, { glossary });
      await pieces(translator, "The worker ended early.");
      expect(completions[0]?.body.messages?.at(-1)?.content).toBe("The 作業者 ended early.");
      expect(translator.termsIn("The worker ended.")).toEqual([{ en: "worker", ja: "作業者" }]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("what assistants often say needs no server", async () => {
    expect(await pieces(remote("http://127.0.0.1:1").translator, "Done.")).toEqual(["完了しました。"]);
  });
});

describe("what comes of an answer", () => {
  test("pieces, counted, up to the line's end; then the connection is closed", async () => {
    const { url, completions } = serve([
      () => streamed((controller) => controller.enqueue(stream(["", " テスト", "が。", "\n", "Note"]))),
    ]);
    const { translator } = remote(url);
    const found = await Array.fromAsync(translator.translate(EN, new AbortController().signal));
    expect(found.map(({ text, tokens }) => [text, tokens])).toEqual([
      ["テスト", 1],
      ["が。", 2],
    ]);
    expect(translator.statistics.tokens).toBe(3);
    await aborted(completions[0]?.signal);
  });

  test("a whole answer of a server that does not stream", async () => {
    const { url } = serve([() => Response.json({ choices: [{ message: { content: `${WHOLE}\n` } }] })]);
    expect(await pieces(remote(url).translator)).toEqual([WHOLE]);
  });

  test("bytes that are cut anywhere", async () => {
    const bytes = stream([WHOLE, null]);
    const { url } = serve([
      () =>
        streamed(async (controller) => {
          for (const byte of bytes) {
            controller.enqueue(Uint8Array.of(byte));
            if (byte > 127) await Promise.resolve();
          }
          controller.close();
        }),
    ]);
    expect((await pieces(remote(url).translator)).join("")).toBe(WHOLE);
  });

  test("a listener who goes on to something else stops the server, without an error", async () => {
    const { url, completions } = serve([
      () => streamed((controller) => controller.enqueue(stream(["テスト"]))),
    ]);
    const left = new AbortController();
    const found: string[] = [];
    for await (const { text } of remote(url).translator.translate(EN, left.signal)) {
      found.push(text);
      left.abort();
    }
    expect(found).toEqual(["テスト"]);
    await aborted(completions[0]?.signal);
  });

  test("the end of the program stops the server", async () => {
    const { url, completions } = serve([
      () => streamed((controller) => controller.enqueue(stream(["テスト"]))),
    ]);
    const { translator } = remote(url);
    for await (const _ of translator.translate(EN, new AbortController().signal)) translator.kill();
    await aborted(completions[0]?.signal);
  });
});

describe("a connection that is lost in a sentence", () => {
  test("before anything was given out: asked again", async () => {
    const { url } = serve([brokenOff(), () => said(WHOLE)]);
    const { translator, lost } = remote(url);
    expect(await pieces(translator)).toEqual([WHOLE]);
    expect(lost.map(({ code }) => code)).toEqual(["TRANSLATION_LOST"]);
  });

  test("later: asked again, and what was given out is left out", async () => {
    const { url, completions } = serve([
      brokenOff("失敗した", "場合、"),
      brokenOff("失敗した場合", "、src/"),
      () => said("失敗し", "た場合、src/app.ts", "で42個のファイルを変更しました。"),
    ]);
    const { translator, lost } = remote(url);
    expect(await pieces(translator)).toEqual([
      ...["失敗した", "場合、", "src/", "app.ts", "で42個のファイルを変更しました。"],
    ]);
    expect(completions.length).toBe(3);
    expect(lost.length).toBe(1);
  });

  test("and begins otherwise then: the sentence is lost, what was given out stays", async () => {
    const { url } = serve([brokenOff("失敗した", "場合、"), () => said("失敗したら、", "直します。")]);
    const found: string[] = [];
    const translating = async () => {
      const { signal } = new AbortController();
      for await (const { text } of remote(url).translator.translate(EN, signal)) found.push(text);
    };
    expect(translating()).rejects.toMatchObject({ code: "TRANSLATION_LOST" });
    await translating().catch(() => {});
    expect(found.slice(0, 2)).toEqual(["失敗した", "場合、"]);
  });

  test.each([429, 502, 503])("so is what a server has no time for (%d)", async (status) => {
    const { url } = serve([() => new Response(null, { status }), () => said(WHOLE)]);
    expect(await pieces(remote(url).translator)).toEqual([WHOLE]);
  });
});
