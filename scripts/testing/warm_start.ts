import { EXECUTABLE } from "../executable.ts";

/** Wall time of the executable's bare start, in ms. */
export async function versionWall(): Promise<number> {
  return wallOf(["--version"], "", {});
}

/** Wall time of a hook that hands over one object, in ms. @param n tells it from others */
export function hookWall(n: number, environment: Record<string, string>): Promise<number> {
  const object = { session_id: "measured", hook_event_name: "PostToolUse", tool_use_id: String(n) };
  return wallOf(["hook"], JSON.stringify(object), environment);
}

/**
 * Milliseconds from the start of a process that is given a line to the first PCM frame of that line. The sound is dropped.
 *
 * @throws Error when it said nothing
 */
export async function firstPcmOfNewPipe(line: string, environment: Record<string, string>): Promise<number> {
  const startedAt = performance.now();
  const flags = ["--config", "none", "--output", "null", "--trace", "-", "--server", "require"];
  const child = Bun.spawn([EXECUTABLE, ...flags], {
    stdio: [Buffer.from(`${line}\n`), "pipe", "inherit"],
    env: { ...process.env, ...environment },
  });
  const decoder = new TextDecoder();
  let open = "";
  let first_pcm_ms: number | null = null;
  // What the child's clock is behind ours: it is told on a thread that may have to wait for a processor, but not each time.
  let behind = Number.POSITIVE_INFINITY;
  for await (const chunk of child.stdout) {
    const arrivedAt = performance.now();
    const lines = (open + decoder.decode(chunk, { stream: true })).split("\n");
    open = lines.pop() ?? "";
    for (const text of lines) {
      const event = JSON.parse(text);
      behind = Math.min(behind, arrivedAt - event.t_ms);
      if (event.event === "audio") first_pcm_ms ??= Number(event.first_pcm_ms);
    }
  }
  await child.exited;
  if (first_pcm_ms === null) throw new Error(`nothing was said of ${line}`);
  return first_pcm_ms + behind - startedAt;
}

async function wallOf(
  args: readonly string[],
  stdin: string,
  environment: Record<string, string>,
): Promise<number> {
  const startedAt = performance.now();
  const child = Bun.spawn([EXECUTABLE, ...args], {
    stdio: [Buffer.from(stdin), "ignore", "inherit"],
    env: { ...process.env, ...environment },
  });
  const code = await child.exited;
  const wall = performance.now() - startedAt;
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}`);
  return wall;
}
