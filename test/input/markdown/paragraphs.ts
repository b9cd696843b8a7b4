import { isPronounceable, tidy } from "../../../src/input/markdown/symbols.ts";
import type { WordSink } from "../../../src/input/sinks.ts";
import { Speakable } from "../../../src/input/speakable.ts";

/** What is said of each paragraph, heading, item or row before it is cut into sentences; notices in angle brackets. */
export function paragraphs(markdown: string): string[] {
  const said: string[] = [];
  let open = "";
  const pause = () => {
    if (isPronounceable(open)) said.push(tidy(open));
    open = "";
  };
  const sink: WordSink = {
    open: "",
    words(text) {
      open += text;
    },
    begins() {},
    ahead() {},
    pause,
    flush() {},
    notice(text) {
      pause();
      said.push(`<${text}>`);
    },
    forget() {},
  };
  const reader = new Speakable(sink, { lines: "wrapped", code: "announce" });
  reader.write(markdown, 0);
  reader.end();
  return said;
}
