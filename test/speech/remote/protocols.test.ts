import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bytesOf, played, tone, wav } from "./sounds.ts";
import { type Answer, type Asked, failureOf, fieldsOf, serve, spoken, voiceAt } from "./voice_server.ts";

const SOUND = tone(2400, 24_000);
const raw: Answer = () => new Response(bytesOf(SOUND));
const described =
  (...paths: string[]): Answer =>
  () =>
    Response.json({ openapi: "3.1.0", paths: Object.fromEntries(paths.map((path) => [path, {}])) });
const models =
  (...ids: string[]): Answer =>
  () =>
    Response.json({ object: "list", data: ids.map((id) => ({ id, object: "model" })) });
const lines = (asked: readonly Asked[]) => asked.map(({ line }) => line);
const jsonOf = (asked: Asked | undefined): unknown => JSON.parse(asked?.body.toString() ?? "");

describe("a server like OpenAI's", () => {
  test("is asked for plain PCM at its rate, as a stream", async () => {
    const server = serve({ "/v1/models": models("whisper-1", "kokoro"), "/v1/audio/speech": raw });
    const voice = voiceAt(`${server.url}/v1?voice=jf_alpha`);
    expect(await spoken(voice, "はい、「そう」です。")).toEqual(played(SOUND, 24_000));
    expect(lines(server.asked)).toEqual(["GET /v1/models", "POST /v1/audio/speech"]);
    expect(jsonOf(server.asked[1])).toEqual({
      ...{
        model: "kokoro",
        input: "はい、「そう」です。",
        voice: "jf_alpha",
        response_format: "pcm",
        speed: 1,
      },
      ...{ stream: true, stream_format: "audio" },
    });
    expect(server.asked[1]?.type).toBe("application/json");
  });

  test("is asked for what the address says, and shown the key", async () => {
    process.env.TEST_VOICE_KEY = "sk-voice";
    const server = serve({
      "/v1/models": models("a"),
      "/v1/audio/speech": () =>
        new Response(bytesOf(SOUND), { headers: { "content-type": "audio/pcm;rate=8000" } }),
    });
    const voice = voiceAt(
      `${server.url}/v1/audio/speech?voice=v&model=m&format=wav&rate=16000&key=TEST_VOICE_KEY`,
    );
    delete process.env.TEST_VOICE_KEY;
    expect(await spoken(voice)).toEqual(played(SOUND, 16_000));
    expect(jsonOf(server.asked[1])).toMatchObject({ model: "m", voice: "v", response_format: "wav" });
    expect(server.asked.map(({ authorization }) => authorization)).toEqual([
      "Bearer sk-voice",
      "Bearer sk-voice",
    ]);
  });

  test("may tell the rate of its PCM, as openedai-speech does", async () => {
    const type = { headers: { "content-type": "audio/pcm;rate=22050" } };
    const server = serve({ "/v1/audio/speech": () => new Response(bytesOf(SOUND), type) });
    expect(await spoken(voiceAt(`${server.url}/v1`))).toEqual(played(SOUND, 22_050));
  });

  test("may give a WAV file for what was asked for as PCM, of another rate and in stereo", async () => {
    const stereo = Int16Array.from({ length: SOUND.length * 2 }, (_, n) => SOUND[n >> 1] ?? 0);
    const file = wav(bytesOf(stereo), { channels: 2, rate: 44_100, size: 0xffffffff });
    const type = { headers: { "content-type": "audio/pcm" } };
    const server = serve({ "/v1/audio/speech": () => new Response(file, type) });
    expect(await spoken(voiceAt(`${server.url}/v1`))).toEqual(played(SOUND, 44_100));
  });

  test("of 24 bits and at 192,000 Hz", async () => {
    const wide = Buffer.alloc(SOUND.length * 3);
    SOUND.forEach((sample, n) => void wide.writeIntLE(sample * 256, n * 3, 3));
    const server = serve({ "/v1/audio/speech": () => new Response(wav(wide, { bits: 24, rate: 192_000 })) });
    expect(await spoken(voiceAt(`${server.url}/v1?format=wav`))).toEqual(played(SOUND, 192_000));
  });

  test.each<[string, unknown, string]>([
    [
      "the Japanese one of Kokoro-FastAPI",
      [{ id: "af_heart" }, { id: "jf_alpha" }, { id: "jm_kumo" }],
      "jf_alpha",
    ],
    ["OpenAI's, where it has that", ["nova", "alloy"], "alloy"],
    ["its first", ["vivian", "ryan"], "vivian"],
    ["OpenAI's, where it has none", [], "alloy"],
  ])("without a voice in the address speaks with %s", async (_, voices, expected) => {
    const server = serve({ "/v1/audio/voices": () => Response.json({ voices }), "/v1/audio/speech": raw });
    await spoken(voiceAt(`${server.url}/v1`));
    expect(jsonOf(server.asked.at(-1))).toMatchObject({ voice: expected, model: "tts-1" });
  });

  test.each([400, 422])("that refuses streaming (%d) is asked without it from then on", async (status) => {
    const server = serve({
      "/v1/audio/speech": (asked) =>
        asked.body.includes("stream")
          ? Response.json(
              { error: { message: "Unrecognized request argument supplied: stream" } },
              { status },
            )
          : new Response(bytesOf(SOUND)),
    });
    const voice = voiceAt(`${server.url}/v1?voice=a`);
    expect(await spoken(voice)).toEqual(played(SOUND, 24_000));
    await spoken(voice);
    expect(server.asked.slice(1).map(({ body }) => body.includes("stream"))).toEqual([true, false, false]);
  });

  test("is asked for a speed within its bounds", async () => {
    const server = serve({ "/v1/audio/speech": raw });
    const voice = voiceAt(`${server.url}/v1?voice=a`);
    await voice.open();
    await spoken(voice, "あ", { speed: 4, pitch: -12 });
    await spoken(voice, "あ", { speed: 0.5, pitch: 12 });
    expect(server.asked.slice(1).map((asked) => jsonOf(asked))).toMatchObject([
      { speed: 4 },
      { speed: 0.25 },
    ]);
  });
});

test("a higher pitch is a higher rate of sound that is asked for slower", async () => {
  const server = serve({ "/v1/audio/speech": raw });
  const heard = await spoken(voiceAt(`${server.url}/v1?voice=a`), "あ", { speed: 1.5, pitch: 12 });
  expect(heard).toEqual(played(SOUND, 48_000));
  expect(jsonOf(server.asked.at(-1))).toMatchObject({ speed: 0.75 });
});

const folder = mkdtempSync(join(tmpdir(), "stream-tts-bun-prompt-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("CosyVoice's server", () => {
  test("is sent a form, and gives int16 at 22,050 Hz of no type", async () => {
    const server = serve({ "/openapi.json": described("/inference_sft"), "/inference_sft": raw });
    const voice = voiceAt(`${server.url}/inference_sft?spk_id=${encodeURIComponent("中文女")}`);
    expect(await spoken(voice, "はい。", { speed: 1.25, pitch: 0 })).toEqual(played(SOUND, 22_050));
    expect(lines(server.asked)).toEqual(["GET /openapi.json", "POST /inference_sft"]);
    const fields = await fieldsOf(server.asked[1]);
    expect([...fields]).toEqual([
      ["tts_text", "はい。"],
      ["speed", "1.25"],
      ["spk_id", "中文女"],
    ]);
  });

  test("has a Japanese speaker by itself, and another rate by the address", async () => {
    const server = serve({ "/inference_sft": raw });
    expect(await spoken(voiceAt(`${server.url}/inference_sft?rate=24000`))).toEqual(played(SOUND, 24_000));
    expect((await fieldsOf(server.asked[1])).get("spk_id")).toBe("日语男");
  });

  test("imitates the voice of a recording", async () => {
    const recording = join(folder, "voice.wav");
    writeFileSync(recording, wav(bytesOf(tone(1600, 16_000)), { rate: 16_000 }));
    const server = serve({ "/inference_zero_shot": raw });
    const prompt = new URLSearchParams({ prompt_wav: recording, prompt_text: "こんにちは" });
    await spoken(voiceAt(`${server.url}/inference_zero_shot?${prompt}`), "はい。");
    const fields = await fieldsOf(server.asked[1]);
    expect([...fields.keys()]).toEqual(["tts_text", "speed", "prompt_text", "prompt_wav"]);
    expect(fields.get("prompt_text")).toBe("こんにちは");
    const sent = fields.get("prompt_wav");
    expect(sent instanceof Blob ? await sent.bytes() : sent).toEqual(await Bun.file(recording).bytes());
  });

  test("that cannot do what is wanted is told when it is opened", async () => {
    const server = serve({ "/openapi.json": described("/inference_instruct") });
    const error = await failureOf(voiceAt(`${server.url}/inference_sft`).open());
    expect(error).toMatchObject({ code: "VOICE_REFUSED", why: "it has no /inference_sft" });
  });
});

const QUERY = {
  ...{ accent_phrases: [{ moras: [], accent: 1 }], speedScale: 1, pitchScale: 0, kana: "ハ'イ" },
  ...{ outputSamplingRate: 24_000, outputStereo: true, pauseLengthScale: 1, new: "of a later version" },
};
const SPEAKERS = [
  { name: "歌", styles: [{ name: "ハミング", id: 3001, type: "sing" }] },
  { name: "四国めたん", styles: [{ name: "ノーマル", id: 2 }] },
  { name: "ずんだもん", styles: [{ name: "ノーマル", id: 3, type: "talk" }] },
];

function voicevox() {
  return serve({
    "/openapi.json": described("/audio_query", "/synthesis", "/v1/audio/speech"),
    "/speakers": () => Response.json(SPEAKERS),
    "/audio_query": () => Response.json(QUERY),
    "/synthesis": () => new Response(wav(bytesOf(SOUND)), { headers: { "content-type": "audio/wav" } }),
  });
}

describe("VOICEVOX engine", () => {
  test("is asked how a text is said, and then for that", async () => {
    const server = voicevox();
    const voice = voiceAt(`${server.url}/synthesis?speaker=3`);
    expect(await spoken(voice, "はい＆そう。", { speed: 1.3, pitch: 0 })).toEqual(played(SOUND, 24_000));
    expect(lines(server.asked)).toEqual(["GET /speakers", "POST /audio_query", "POST /synthesis"]);
    expect(Object.fromEntries(server.asked[1]?.query ?? [])).toEqual({ text: "はい＆そう。", speaker: "3" });
    expect(server.asked[2]?.query.get("speaker")).toBe("3");
    expect(jsonOf(server.asked[2])).toEqual({ ...QUERY, speedScale: 1.3, outputStereo: false });
  });

  test("speaks with its first style that speaks, at the rate of the address", async () => {
    const server = voicevox();
    await spoken(voiceAt(`${server.url}?rate=48000`));
    expect(lines(server.asked)[0]).toBe("GET /openapi.json");
    expect(server.asked.at(-1)?.query.get("speaker")).toBe("2");
    expect(jsonOf(server.asked.at(-1))).toMatchObject({ outputSamplingRate: 48_000 });
  });

  test("without the style of the address tells those that it has", async () => {
    const error = await failureOf(voiceAt(`${voicevox().url}?speaker=3001`).open());
    expect(error.code).toBe("VOICE_REFUSED");
    expect(error.why).toBe(
      "it has no style 3001 that speaks, but 2 四国めたん（ノーマル）, 3 ずんだもん（ノーマル）",
    );
  });

  test("that says how a text is said in words that are not known is told so", async () => {
    const server = serve({
      "/speakers": () => Response.json(SPEAKERS),
      "/audio_query": () => Response.json([]),
    });
    const error = await failureOf(spoken(voiceAt(`${server.url}?speaker=2`)));
    expect(error).toMatchObject({ code: "SPEECH_REFUSED", why: "its /audio_query gives no query" });
  });
});

describe("a server whose address tells nothing is asked what it can do:", () => {
  test.each<[string, readonly string[], string]>([
    ["VOICEVOX engine", ["/audio_query", "/synthesis"], "POST /audio_query"],
    ["CosyVoice", ["/inference_sft", "/inference_zero_shot"], "POST /inference_sft"],
    ["Kokoro-FastAPI", ["/v1/audio/speech", "/dev/captioned_speech"], "POST /v1/audio/speech"],
    ["one with another base", ["/audio/speech"], "POST /audio/speech"],
    ["something else", ["/tts"], "POST /v1/audio/speech"],
  ])("%s", async (_, paths, expected) => {
    const server = serve({
      "/openapi.json": described(...paths),
      "/speakers": () => Response.json(SPEAKERS),
      "/audio_query": () => Response.json(QUERY),
      ...{ "/synthesis": raw, "/inference_sft": raw, "/v1/audio/speech": raw, "/audio/speech": raw },
    });
    await spoken(voiceAt(server.url));
    expect(lines(server.asked)).toContain(expected);
  });

  test("one that tells nothing is asked like OpenAI's", async () => {
    const server = serve({ "/v1/audio/speech": raw });
    await spoken(voiceAt(server.url));
    expect(lines(server.asked)).toEqual([
      "GET /openapi.json",
      "GET /v1/models",
      "GET /v1/audio/voices",
      "POST /v1/audio/speech",
    ]);
  });
});
