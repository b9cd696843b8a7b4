import "../../quick_schemas.ts";
import { z } from "zod";
import { modelsOf } from "../../remote/answers.ts";
import type { ServerFailure } from "../../remote/failure.ts";
import type { Asking } from "./asking.ts";
import type { Parameters } from "./parameters.ts";
import type { ServerVoice } from "./server_voice.ts";

/** Of OpenAI's `pcm`: 24 kHz, 16-bit signed, little endian, mono, no header ("Text to speech", supported formats). */
const RAW_RATE = 24_000;
/** What `speed` may be (OpenAI's API reference, "Create speech"; the same in Kokoro-FastAPI and vLLM-Omni). */
const SLOWEST = 0.25;
const FASTEST = 4;
/** OpenAI's own names, which most servers that are like it know. */
const USUAL_MODEL = "tts-1";
const USUAL_VOICE = "alloy";
/** Of the models of a server, those that probably speak. */
const SPEAKER = /tts|speech|voice|kokoro/i;
/** How Kokoro's Japanese voices are named; their first letter decides what language Kokoro-FastAPI reads. */
const JAPANESE = /^j[fm]_/;

/** What Kokoro-FastAPI and vLLM-Omni answer to /audio/voices; OpenAI does not have it. */
const Voices = z.object({
  voices: z.array(z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)])),
});

/**
 * A server with OpenAI's `POST /v1/audio/speech` (its API reference, "Create speech"), as Kokoro-FastAPI
 * (api/src/routers/openai_compatible.py), openedai-speech (speech.py), vLLM-Omni
 * (vllm_omni/entrypoints/openai/protocol/audio.py) and LocalAI (core/http/endpoints/localai/tts.go) have it.
 *
 * `stream` is what Kokoro-FastAPI and older vLLM-Omni call giving out sound while it is made. Newer vLLM-Omni then sends
 * events, unless `stream_format` is "audio", which is OpenAI's default. Where one of them is refused, both are left out.
 */
export class OpenAiVoice implements ServerVoice {
  readonly rawRate = RAW_RATE;
  readonly #base: string;
  readonly #parameters: Parameters;
  #model: string;
  #voice: string;
  #streams = true;

  /** @param base what stands before `/audio/speech`: `/v1`, or nothing */
  constructor(base: string, parameters: Parameters) {
    this.#base = base;
    this.#parameters = parameters;
    this.#model = parameters.model ?? USUAL_MODEL;
    this.#voice = parameters.voice ?? USUAL_VOICE;
  }

  /** Asks for the models, and without a voice in the address for the voices; a Japanese one is preferred. */
  async open(asking: Asking): Promise<void> {
    const models = modelsOf(await asking.jsonIfKnown(`${this.#base}/models`)) ?? [];
    const { model, voice } = this.#parameters;
    this.#model = model ?? models.find((name) => SPEAKER.test(name)) ?? models[0] ?? USUAL_MODEL;
    if (voice === undefined)
      this.#voice = chosenVoice(await asking.jsonIfKnown(`${this.#base}/audio/voices`));
  }

  ask(text: string, speed: number, asking: Asking): Promise<Response> {
    const body = {
      model: this.#model,
      input: text,
      voice: this.#voice,
      response_format: this.#parameters.format ?? "pcm",
      speed: Math.max(SLOWEST, Math.min(FASTEST, speed)),
      ...(this.#streams ? { stream: true, stream_format: "audio" } : {}),
    };
    return asking.send(`${this.#base}/audio/speech`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  }

  /** A refusal that speaks of streaming is one of `stream`, or of what cannot be had together with it. */
  learnsFrom({ status, message }: ServerFailure): boolean {
    if (!this.#streams || ![400, 422].includes(status) || !/stream|extra/i.test(message)) return false;
    this.#streams = false;
    return true;
  }
}

function chosenVoice(json: unknown): string {
  const { success, data } = Voices.safeParse(json);
  if (!success) return USUAL_VOICE;
  const { voices } = data;
  const usual = voices.includes(USUAL_VOICE) ? USUAL_VOICE : voices[0];
  return voices.find((name) => JAPANESE.test(name)) ?? usual ?? USUAL_VOICE;
}
