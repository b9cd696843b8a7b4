import { completeLine } from "../../src/bench/feed.ts";
import { heard } from "../../test/e2e/echo.ts";
import { PulseServer } from "./pulse.ts";
import { RunningService } from "./running_service.ts";

const ECHO = ["--no-translate", "--voice", "echo"];
const LIMIT_MS = 60_000;

export interface FrozenSessionResult {
  readonly exitCodes: readonly number[];
  /** Characters of each session that were not heard, or only together with the other one. */
  readonly missing: readonly number[];
  /** Whether each one's text was heard in its order. */
  readonly inOrder: boolean;
  /** From the moment a session was stopped to the first sound of the one that waited, in ms. */
  readonly takenOverAfterMs: number;
}

/** Stops a client in the middle of its sound, so that another one gets its turn, and lets it go on while that one sounds. */
export async function frozenSession(): Promise<FrozenSessionResult> {
  await using server = await PulseServer.start();
  using service = await RunningService.start([...ECHO, "--output", "null"], server.env);
  await using recording = await server.record();
  // Every character tells whose it is.
  const texts = ["いろはにほへとちりぬるを", "カキクケコサシスセソタチ"].map((text) => `${text}。`.repeat(6));
  const start = (text: string) => {
    const child = service.spawn([...ECHO, "--server", "require"], {
      ...{ stdio: ["pipe", "ignore", "inherit"], timeout: LIMIT_MS },
    });
    child.stdin.write(completeLine("m", text));
    child.stdin.end();
    return child;
  };
  const [first = "", second = ""] = texts;
  const isHeard = (text: string) => heard(recording.samples()).includes(text);
  const frozen = start(first);
  await recording.until("the first one speaks", () => isHeard("いろは"));
  frozen.kill("SIGSTOP");
  const stoppedAt = performance.now();
  const other = start(second);
  await recording.until("the other one gets its turn", () => isHeard("カキ"));
  const takenOverAfterMs = Math.round(performance.now() - stoppedAt);
  frozen.kill("SIGCONT");
  const exitCodes = await Promise.all([frozen.exited, other.exited]);
  await recording.more(200);
  const all = heard(recording.samples()).replaceAll("。", "");
  const wanted = texts.map((text) => text.replaceAll("。", ""));
  const found = wanted.map((text) => [...all].filter((character) => text.includes(character)).join(""));
  return {
    exitCodes,
    missing: wanted.map((text, i) => text.length - (found[i]?.length ?? 0)),
    inOrder: wanted.every((text, i) => isPartOf(found[i] ?? "", text)),
    takenOverAfterMs,
  };
}

/** Whether a text is another one with characters left out. */
function isPartOf(part: string, whole: string): boolean {
  let at = 0;
  for (const character of whole) if (character === part[at]) at++;
  return at === part.length;
}
