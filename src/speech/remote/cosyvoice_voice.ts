import { pathsOf } from "./api_paths.ts";
import type { Asking } from "./asking.ts";
import { notThere } from "./failure.ts";
import type { Parameters } from "./parameters.ts";
import type { ServerVoice } from "./server_voice.ts";

/** Of CosyVoice 1, and what CosyVoice's own client takes all of it for (client.py, target_sr); 2 and 3 have 24,000. */
const RAW_RATE = 22_050;
/** The Japanese one of the speakers that CosyVoice-300M-SFT was trained with. */
const JAPANESE = "日语男";

/**
 * CosyVoice's own server (runtime/python/fastapi/server.py): forms in, int16 without a header out, as it is made; no
 * content-type. It has no field for the speed. The model has, and servers that others have made of this one give it the name
 * `speed`; FastAPI leaves fields that it does not know alone, so it is always sent.
 */
export class CosyVoiceVoice implements ServerVoice {
  readonly rawRate = RAW_RATE;
  readonly #resource: string;
  readonly #parameters: Parameters;

  constructor(kind: "cosyvoice-sft" | "cosyvoice-zero-shot", parameters: Parameters) {
    this.#resource = kind === "cosyvoice-sft" ? "/inference_sft" : "/inference_zero_shot";
    this.#parameters = parameters;
  }

  /** Looks into the list of what it can be asked, which every server of FastAPI has. */
  async open(asking: Asking): Promise<void> {
    const paths = await pathsOf(asking);
    if (paths !== null && !paths.includes(this.#resource)) throw notThere(`it has no ${this.#resource}`);
  }

  ask(text: string, speed: number, asking: Asking): Promise<Response> {
    const { spk_id, prompt_wav, prompt_text } = this.#parameters;
    const form = new FormData();
    form.set("tts_text", text);
    form.set("speed", String(speed));
    if (prompt_wav === undefined) form.set("spk_id", spk_id ?? JAPANESE);
    else {
      form.set("prompt_text", prompt_text ?? "");
      form.set("prompt_wav", Bun.file(prompt_wav), "prompt_wav");
    }
    return asking.send(this.#resource, { method: "POST", body: form });
  }

  learnsFrom(): boolean {
    return false;
  }
}
