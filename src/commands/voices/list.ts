import { defineCommand } from "citty";
import type { Command } from "../../command.ts";
import { renderBytes } from "../../display/bytes.ts";
import { columns } from "../../display/columns.ts";
import { EXIT } from "../../errors.ts";
import { argsOf, LIST_FLAGS, parseFlags } from "../../options.ts";
import { loadParts } from "../../parts.ts";
import { type VoiceOverview, voiceOverview } from "../../speech/voice_overview.ts";
import { tellError } from "../../terminal.ts";
import { type SystemVoice, systemVoices } from "../../workers/system_voices.ts";

/** Who can speak here, and whose work each voice is. */
export const listCommand: Command = {
  definition: defineCommand({
    meta: { name: "voices list", description: "The voices that are here, can be pulled, or are this Mac's" },
    args: argsOf(LIST_FLAGS),
  }),
  examples: `RATE is what the voice itself gives; everything is played at 48,000 Hz. SPEED is what voices try and every longer session
measured on this machine: seconds of synthesis per second of sound, and the time to the first sound. A voice keeps up with speech
if the first is below 0.8 while the translation is at work.

EXAMPLES

  stream-tts-bun voices
  stream-tts-bun voices list --json
`,
  async run(argv) {
    const { json } = await parseFlags(LIST_FLAGS, argv, "voices list");
    const voices = voiceOverview(await systemsVoices());
    process.stdout.write(json ? `${JSON.stringify(voices, null, 2)}\n` : rendered(voices));
    return EXIT.done;
  },
};

/** The voices of macOS; what keeps them from being listed keeps no other from it. */
async function systemsVoices(): Promise<SystemVoice[]> {
  if (process.platform !== "darwin") return [];
  try {
    const { apple } = loadParts();
    return apple === undefined ? [] : await systemVoices(apple);
  } catch (error) {
    tellError(error);
    return [];
  }
}

function rendered(voices: readonly VoiceOverview[]): string {
  const head = ["", "NAME", "SPEAKS", "LICENCE", "RATE", "SPEED", "STATE"];
  const rows = voices.map((voice) => [
    mark(voice),
    [voice.name, ...voice.aliases].join(", "),
    speaks(voice),
    voice.licence ?? "?",
    voice.rate === null ? "?" : `${voice.rate} Hz`,
    speed(voice),
    state(voice),
  ]);
  const explained = "* speaks when no --voice is given   + can speak now   - not measured yet";
  return `${columns([head, ...rows])}\n${explained}\n${SERVERS}\n${credits(voices)}`;
}

const SERVERS =
  "A server speaks by its address: --voice http://HOST:PORT; stream-tts-bun voices try http://HOST:PORT";

function mark({ is_default, state }: VoiceOverview): string {
  if (is_default) return "*";
  return state === "pullable" ? "" : "+";
}

function speaks({ language, gender, description }: VoiceOverview): string {
  const name = language === null ? "?" : (LANGUAGES.of(language) ?? language);
  return [name, gender ?? description ?? ""].filter((word) => word !== "").join(", ");
}

const LANGUAGES = new Intl.DisplayNames("en", { type: "language" });

function speed({ factor, first_pcm_ms }: VoiceOverview): string {
  if (factor === null || first_pcm_ms === null) return "-";
  return `${factor.toFixed(2)}, ${first_pcm_ms.toFixed(0)} ms`;
}

function state({ state, pack, pack_bytes }: VoiceOverview): string {
  switch (state) {
    case "here":
      return "here";
    case "pullable":
      return `voices pull ${pack}, ${renderBytes(pack_bytes ?? 0)}`;
    case "system":
      return "on this Mac";
    case "server":
      return "a server that was tried";
  }
}

/** Whom sound made with the voices must name, or whose work they are; each text once. */
function credits(voices: readonly VoiceOverview[]): string {
  const of = Map.groupBy(
    voices.filter(({ credit }) => credit !== null),
    ({ credit }) => credit,
  );
  const lines = [...of].map(([credit, by]) => `  ${by.map(({ name }) => name).join(", ")}\n    ${credit}\n`);
  return `\nCREDITS\n\n${lines.join("")}`;
}
