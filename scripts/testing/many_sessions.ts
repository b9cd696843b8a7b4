import { RunningService } from "./running_service.ts";
import { SharedTrace } from "./shared_trace.ts";
import type { TraceLine } from "./trace_lines.ts";

const ECHO = ["--no-translate", "--voice", "echo", "--output", "null"];
/** Utterances of a message, at whose end turns change. */
const PER_MESSAGE = 3;
/** Of a character of the echo voice. */
const FRAMES = 960;
const LIMIT_MS = 600_000;

export interface ManySessionsResult {
  /** Exit codes of the clients that are not 0. */
  readonly failed: readonly number[];
  readonly utterances: number;
  /** Utterances that did not sound, or more than once, or not in their order. */
  readonly lost: number;
  readonly doubled: number;
  readonly outOfOrder: number;
  /** Clauses that sounded while it was another session's turn. */
  readonly overlapping: number;
  /** Turns that ended before their message did. */
  readonly broken: number;
  readonly turns: number;
  /** From the first session's first sound to its last, and so on: the longest time that a session waited, in turns of others. */
  readonly longestWait: number;
  readonly ms: number;
}

/** Lets many clients speak through one service at once, dropping the sound, and compares what sounded with what was given. */
export async function manySessions(sessions: number, utterances: number): Promise<ManySessionsResult> {
  await using trace = new SharedTrace();
  const startedAt = performance.now();
  let failed: number[];
  let order: Map<string, number>;
  {
    using service = await RunningService.start([...ECHO, "--trace", trace.path]);
    const clients = Array.from({ length: sessions }, () =>
      service.spawn([...ECHO, "--server", "require", "--trace", trace.path], {
        ...{ stdio: ["pipe", "ignore", "inherit"], timeout: LIMIT_MS },
      }),
    );
    const pids = clients.map(({ pid }) => pid);
    const all = await service.until("all clients are there", (status) => status.sessions.length === sessions);
    // The place of each of the service's sessions among the clients.
    order = new Map(all.sessions.map(({ id, pid }) => [id, pids.indexOf(pid ?? 0)]));
    for (const [session, { stdin }] of clients.entries()) {
      stdin.write(inputOf(session, shareOf(session, sessions, utterances)));
      stdin.end();
    }
    failed = (await Promise.all(clients.map(({ exited }) => exited))).filter((code) => code !== 0);
  }
  const ms = Math.round(performance.now() - startedAt);
  return { failed, ms, ...examined(await trace.events(), order, sessions, utterances) };
}

const shareOf = (session: number, sessions: number, utterances: number) =>
  Math.floor((utterances * (session + 1)) / sessions) - Math.floor((utterances * session) / sessions);

/** Sentences of a session are of the same length, and of another than those of all others, so that their sound tells whose it is. */
const sentenceOf = (session: number) =>
  `${"いろはにほへとちりぬるをわかよた".repeat(9).slice(0, 2 + session)}。`;

function inputOf(session: number, count: number): string {
  const sentence = sentenceOf(session);
  const lines: string[] = [];
  for (let at = 0; at < count; at += PER_MESSAGE) {
    const text = sentence.repeat(Math.min(PER_MESSAGE, count - at));
    const message = { id: `m${at}`, role: "assistant", content: [{ type: "text", text }] };
    lines.push(`${JSON.stringify({ type: "assistant", session_id: `s${session}`, message })}\n`);
  }
  return lines.join("");
}

function examined(
  trace: readonly TraceLine[],
  order: ReadonlyMap<string, number>,
  sessions: number,
  utterances: number,
): Omit<ManySessionsResult, "failed" | "ms"> {
  const sounded = Array.from({ length: sessions }, (): number[] => []);
  const lastTurn = Array.from({ length: sessions }, () => 0);
  const share = (session: number) => shareOf(session, sessions, utterances);
  const shortest = Math.min(
    ...trace.flatMap(({ event, samples }) => (event === "audio" ? [Number(samples)] : [])),
  );
  let holder = -1;
  let turns = 0;
  let overlapping = 0;
  let broken = 0;
  let longestWait = 0;
  for (const event of trace)
    if (event.event === "turn") {
      const last = sounded[holder]?.at(-1) ?? PER_MESSAGE - 1;
      if (last % PER_MESSAGE !== PER_MESSAGE - 1 && last !== share(holder) - 1) broken++;
      holder = event.state === "granted" ? (order.get(String(event.served_by)) ?? -1) : -1;
      turns++;
      longestWait = Math.max(longestWait, turns - (lastTurn[holder] ?? turns));
      lastTurn[holder] = turns;
    } else if (event.event === "audio") {
      const session = (Number(event.samples) - shortest) / FRAMES;
      sounded[session]?.push(Number(event.id));
      if (session !== holder) overlapping++;
    }
  const distinct = sounded.map((ids) => new Set(ids).size);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    utterances: trace.filter(({ event }) => event === "utterance").length,
    lost: sum(distinct.map((count, session) => share(session) - count)),
    doubled: sum(sounded.map((ids, session) => ids.length - (distinct[session] ?? 0))),
    outOfOrder: sum(sounded.map((ids) => ids.filter((id, i) => i > 0 && id <= (ids[i - 1] ?? 0)).length)),
    ...{ overlapping, broken, turns, longestWait },
  };
}
