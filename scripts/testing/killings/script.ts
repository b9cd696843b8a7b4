import { completeLine } from "../../../src/bench/feed.ts";

/** What a session has to say: lines before and after the kill, and the sentences in them. */
export interface Script {
  readonly first: readonly string[];
  readonly second: readonly string[];
  readonly texts: readonly string[];
}

const JAPANESE = [
  (name: string) => `${name}の始めの文です。`,
  (name: string) => `${name}の次の文は少し長くて、読点のところで分かれますが、まだ続きます。`,
  (name: string) => `${name}の三つ目です。`,
  (name: string) => `${name}の終わりの文です。`,
];
const ENGLISH = [
  () => "I found that the server does not close its port.",
  () => "The migration finished without any warnings.",
];

/** One complete message for each sentence. */
export function messages(name: string, isEnglish: boolean): Script {
  const texts = (isEnglish ? ENGLISH : JAPANESE).map((sentence) => sentence(name));
  const lines = texts.map((text, n) => completeLine(`${name}-${n}`, text));
  const half = lines.length / 2;
  return { first: lines.slice(0, half), second: lines.slice(half), texts };
}

/** One message that is not over before the second part: its session keeps the turn meanwhile. */
export function openMessage(name: string, isEnglish: boolean): Script {
  const [one = "", two = ""] = (isEnglish ? ENGLISH : JAPANESE).map((sentence) => sentence(name));
  const event = (of: object) => `${JSON.stringify({ type: "stream_event", event: of })}\n`;
  const delta = (text: string) =>
    event({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } });
  return {
    first: [
      event({ type: "message_start", message: { id: name, role: "assistant", content: [] } }),
      delta(`${one}\n\n${two.slice(0, 4)}`),
    ],
    second: [delta(two.slice(4)), event({ type: "content_block_stop", index: 0 })],
    texts: [one, two],
  };
}

/** Objects of Claude Code's hooks for one session, a message each. */
export function hookObjects(session_id: string, isEnglish: boolean): Script {
  const [one = "", two = ""] = (isEnglish ? ENGLISH.toReversed() : JAPANESE).map((sentence) =>
    sentence("鉤"),
  );
  const shown = (message_id: string, text: string) =>
    JSON.stringify({
      ...{ hook_event_name: "MessageDisplay", session_id, message_id },
      ...{ index: 0, final: true, delta: `${text}\n` },
    });
  const stop = { hook_event_name: "Stop", session_id, last_assistant_message: two };
  return { first: [shown("h1", one)], second: [shown("h2", two), JSON.stringify(stop)], texts: [one, two] };
}
