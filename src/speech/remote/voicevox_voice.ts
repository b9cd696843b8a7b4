import "../../quick_schemas.ts";
import { z } from "zod";
import type { Asking } from "./asking.ts";
import { noSound, notThere } from "./failure.ts";
import type { Parameters } from "./parameters.ts";
import type { ServerVoice } from "./server_voice.ts";

/** Of sound without a header, which it never gives. */
const RAW_RATE = 24_000;
/** So many styles help a person who wrote another number. */
const MOST_SHOWN = 8;

/** Those styles that speak; the others sing. Older engines have no type, and all theirs speak. */
const Speakers = z.array(
  z.object({
    name: z.string(),
    styles: z.array(z.object({ name: z.string(), id: z.number().int(), type: z.string().default("talk") })),
  }),
);
/** Everything in it is sent back as it came, but for what is asked for here. */
const AudioQuery = z.looseObject({
  speedScale: z.number(),
  outputSamplingRate: z.number(),
  outputStereo: z.boolean(),
});

/**
 * VOICEVOX engine and what is made after it, such as AivisSpeech (voicevox_engine/app/routers/tts_pipeline.py and
 * character.py): `POST /audio_query` gives how a text is said, `POST /synthesis` the sound of that, a whole WAV file at once.
 */
export class VoicevoxVoice implements ServerVoice {
  readonly rawRate = RAW_RATE;
  readonly #parameters: Parameters;
  #style: number;

  constructor(parameters: Parameters) {
    this.#parameters = parameters;
    this.#style = parameters.speaker ?? 0;
  }

  /** Asks for the speakers; without one in the address the first style is taken. */
  async open(asking: Asking): Promise<void> {
    const { success, data } = Speakers.safeParse(await asking.json("/speakers", {}));
    if (!success) throw noSound("its /speakers are no list of speakers");
    const styles = data.flatMap((speaker) =>
      speaker.styles
        .filter(({ type }) => type === "talk")
        .map(({ id, name }) => ({ id, shown: `${id} ${speaker.name}（${name}）` })),
    );
    const wanted = this.#parameters.speaker ?? styles[0]?.id;
    if (wanted === undefined) throw notThere("it has no style that speaks");
    if (!styles.some(({ id }) => id === wanted)) {
      const shown = styles.slice(0, MOST_SHOWN).map((style) => style.shown);
      throw notThere(`it has no style ${wanted} that speaks, but ${shown.join(", ")}`);
    }
    this.#style = wanted;
  }

  async ask(text: string, speed: number, asking: Asking): Promise<Response> {
    const query = new URLSearchParams({ text, speaker: String(this.#style) });
    const said = AudioQuery.safeParse(await asking.json(`/audio_query?${query}`, { method: "POST" }));
    if (!said.success) throw noSound("its /audio_query gives no query");
    const { outputSamplingRate } = said.data;
    const body = {
      ...said.data,
      speedScale: speed,
      outputSamplingRate: this.#parameters.rate ?? outputSamplingRate,
      outputStereo: false,
    };
    return asking.send(`/synthesis?speaker=${this.#style}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  }

  learnsFrom(): boolean {
    return false;
  }
}
