import { describe, expect, test } from "bun:test";
import { NATURAL, type VoicedPcm } from "../../../src/speech/synthesizer.ts";
import { bytesOf, played, tone, wav } from "./sounds.ts";
import { type Answer, aborted, NEVER, serve, spoken, streamed, voiceAt } from "./voice_server.ts";

const SOUND = tone(24_000, 24_000);
const BYTES = bytesOf(SOUND);

/** A promise and what resolves it. */
const gate = () => Promise.withResolvers<void>();

/** Sends these bytes, each after its gate has been opened. */
const sentBehind =
  (pieces: readonly (readonly [Uint8Array, Promise<void>])[], type?: string): Answer =>
  () =>
    streamed(async (controller) => {
      for (const [bytes, open] of pieces) {
        await open;
        controller.enqueue(bytes);
      }
      controller.close();
    }, type);

describe("sound is given out before the server has sent the rest:", () => {
  const SPEAKERS = [{ name: "a", styles: [{ name: "b", id: 1 }] }];
  const QUERY = { speedScale: 1, outputSamplingRate: 24_000, outputStereo: false };
  test.each<[string, Buffer, string, string]>([
    ["plain PCM of a server like OpenAI's", BYTES, "/v1/audio/speech", "audio/pcm"],
    ["its WAV file", wav(BYTES, { size: 0xffffffff }), "/v1/audio/speech", "audio/wav"],
    ["PCM of CosyVoice", BYTES, "/inference_sft", "application/octet-stream"],
    ["a WAV file of VOICEVOX engine", wav(BYTES), "/synthesis", "audio/wav"],
  ])("%s", async (_, body, path, type) => {
    const [first, second] = [gate(), gate()];
    const server = serve({
      "/speakers": () => Response.json(SPEAKERS),
      "/audio_query": () => Response.json(QUERY),
      [path]: sentBehind(
        [
          [body.subarray(0, 1501), Promise.resolve()],
          [body.subarray(1501, 30_000), first.promise],
          [body.subarray(30_000), second.promise],
        ],
        type,
      ),
    });
    const voice = voiceAt(`${server.url}${path}?rate=24000`);
    const frames: number[] = [];
    // 728 frames have come by then, of which the filter holds back 35 at most; each is two of the output.
    for await (const { pcm } of voice.speak("はい。", NATURAL, NEVER)) {
      frames.push(...pcm);
      if (frames.length >= 2 * (728 - 35)) first.resolve();
      if (frames.length >= 2 * (14_900 - 35)) second.resolve();
    }
    expect(frames).toEqual(played(SOUND, 24_000));
  });
});

test("all of it is read as it comes, however slowly it is listened to, and stamped by then", async () => {
  const sent = gate();
  const server = serve({
    "/v1/audio/speech": () =>
      streamed(async (controller) => {
        for (let at = 0; at < BYTES.length; at += 4000) {
          controller.enqueue(BYTES.subarray(at, at + 4000));
          await Bun.sleep(1);
        }
        controller.close();
        sent.resolve();
      }),
    "/ping": () => new Response("pong"),
  });
  const voice = voiceAt(`${server.url}/v1?voice=a`);
  await voice.open();
  const startedAt = performance.now();
  const pieces: VoicedPcm[] = [];
  let resumedUs = 0;
  for await (const piece of voice.speak("はい。", NATURAL, NEVER)) {
    if (pieces.push(piece) > 1) continue;
    await sent.promise;
    // What was sent before these answers has been read before them.
    for (let n = 0; n < 20; n++) await (await fetch(`${server.url}/ping`)).text();
    resumedUs = (performance.now() - startedAt) * 1000;
  }
  expect(pieces.flatMap(({ pcm }) => [...pcm])).toEqual(played(SOUND, 24_000));
  const stamps = pieces.map(({ voiceUs }) => voiceUs);
  expect(stamps).toEqual(stamps.toSorted((a, b) => a - b));
  expect(stamps.at(0)).toBeGreaterThan(0);
  expect(stamps.at(-1)).toBeGreaterThan(stamps.at(0) ?? 0);
  expect(stamps.at(-1)).toBeLessThan(resumedUs);
});

test("clauses are asked for one after another over the same connection, and in two voices at once", async () => {
  const other = tone(5000, 22_050);
  const server = serve({
    "/v1/audio/speech": () => new Response(BYTES),
    "/inference_sft": () => new Response(bytesOf(other)),
  });
  const [a, b] = [voiceAt(`${server.url}/v1?voice=a`), voiceAt(`${server.url}/inference_sft`)];
  const [one, two] = await Promise.all([spoken(a), spoken(b)]);
  expect([one, two]).toEqual([played(SOUND, 24_000), played(other, 22_050)]);
  expect(await spoken(a)).toEqual(one);
});

describe("the server is left as soon as nobody wants more:", () => {
  const endless = () => {
    const server = serve({
      "/v1/audio/speech": () => streamed((controller) => controller.enqueue(BYTES.subarray(0, 4000))),
    });
    return { server, voice: voiceAt(`${server.url}/v1?voice=a`) };
  };

  test("the reader stops", async () => {
    const { server, voice } = endless();
    for await (const { pcm } of voice.speak("はい。", NATURAL, NEVER)) {
      expect(pcm.length).toBeGreaterThan(0);
      break;
    }
    await aborted(server.asked.at(-1)?.signal);
  });

  test("the signal comes, without an error", async () => {
    const { server, voice } = endless();
    const stop = new AbortController();
    for await (const _ of voice.speak("はい。", NATURAL, stop.signal)) stop.abort();
    await aborted(server.asked.at(-1)?.signal);
  });

  test("the signal comes before the first byte", async () => {
    const asked = gate();
    const server = serve({
      "/v1/audio/speech": () => {
        asked.resolve();
        return new Promise<Response>(() => {});
      },
    });
    const stop = new AbortController();
    void asked.promise.then(() => stop.abort());
    const sound = voiceAt(`${server.url}/v1?voice=a`).speak("はい。", NATURAL, stop.signal);
    expect(await sound.next()).toEqual({ done: true, value: undefined });
    await aborted(server.asked.at(-1)?.signal);
  });

  test("the voice is ended", async () => {
    const { server, voice } = endless();
    for await (const _ of voice.speak("はい。", NATURAL, NEVER)) voice.kill();
    await aborted(server.asked.at(-1)?.signal);
  });
});
