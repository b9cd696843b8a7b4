import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Subprocess } from "bun";

const LIMIT_MS = 15_000;
const POLL_MS = 10;

/** Frames a second of every sink and recording. */
export const RATE = 48_000;

/** What a sink plays, as it is recorded from its monitor: mono, {@link RATE}, from the moment it was begun. */
export class Recording implements AsyncDisposable {
  readonly #child: Subprocess<"ignore", "pipe", "pipe">;
  readonly #read: Promise<void>;
  #bytes = new Uint8Array(1 << 20);
  #length = 0;

  /** @param child a recorder that writes s16le to its stdout */
  constructor(child: Subprocess<"ignore", "pipe", "pipe">) {
    this.#child = child;
    this.#read = this.#collect();
  }

  async #collect(): Promise<void> {
    for await (const piece of this.#child.stdout) {
      while (this.#length + piece.length > this.#bytes.length) {
        const larger = new Uint8Array(this.#bytes.length * 2);
        larger.set(this.#bytes);
        this.#bytes = larger;
      }
      this.#bytes.set(piece, this.#length);
      this.#length += piece.length;
    }
  }

  /** Frames so far. */
  get length(): number {
    return this.#length >> 1;
  }

  /** A copy of the frames so far. */
  samples(): Int16Array {
    return new Int16Array(this.#bytes.slice(0, this.length * 2).buffer);
  }

  /**
   * Waits until the recording fulfils a condition.
   *
   * @throws Error after 15 s
   */
  async until(what: string, condition: (recording: Recording) => boolean): Promise<void> {
    await waitFor(what, () => condition(this));
  }

  /** Waits for another stretch of recording: what has been played by now is in it then, and what follows. */
  async more(ms: number): Promise<void> {
    const wanted = this.length + (ms * RATE) / 1000;
    await this.until(`${ms} ms more are recorded`, () => this.length >= wanted);
  }

  /** Ends the recorder; what was recorded stays. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.exited;
    await this.#read;
  }
}

/**
 * A PulseAudio server with null sinks, for tests and measurements: nothing is heard, and what would be can be recorded.
 * All its files are in a temporary folder; it takes no notice of other servers.
 */
export class PulseServer implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "tts-pulse-"));
  #child: Subprocess<"ignore", "ignore", "pipe"> | null = null;
  /** What a client needs in its environment from its start on: libpulse reads the process's own, not Bun's copy. */
  readonly env: Record<string, string>;

  private constructor() {
    const path = (name: string) => join(this.#folder, name);
    this.env = {
      // ALSA has a way of its own to a sound server; while that starts again, it may be there first under another name.
      ALSA_CONFIG_PATH: "/dev/null",
      PULSE_SERVER: `unix:${path("socket")}`,
      PULSE_COOKIE: path("cookie"),
      XDG_RUNTIME_DIR: path("runtime"),
      PULSE_RUNTIME_PATH: path("runtime"),
      PULSE_STATE_PATH: path("state"),
      PULSE_CONFIG_PATH: path("config"),
    };
    for (const name of ["runtime", "state", "config"]) mkdirSync(path(name), { mode: 0o700 });
  }

  /**
   * Starts a server with one sink, "tts".
   *
   * @throws Error when PulseAudio is not installed or does not come up
   */
  static async start(): Promise<PulseServer> {
    for (const program of ["pulseaudio", "pactl", "parec"])
      if (Bun.which(program) === null)
        throw new Error(`${program} is missing; scripts/test.sh installs it, or says how`);
    const server = new PulseServer();
    try {
      await server.restart();
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Process id of the server. */
  get pid(): number {
    if (this.#child === null) throw new Error("the server is not running");
    return this.#child.pid;
  }

  /** Starts the server again after {@link PulseServer.kill}, at the same address and with the sink "tts" alone. */
  async restart(): Promise<void> {
    const modules = [
      `module-native-protocol-unix socket=${join(this.#folder, "socket")} auth-anonymous=1`,
      nullSink("tts", "Test"),
    ];
    const child = Bun.spawn(
      [
        ...["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"],
        ...["--disallow-exit", "--log-level=error", "--log-target=stderr"],
        ...modules.flatMap((module) => ["-L", module]),
      ],
      {
        ...{ stdin: "ignore", stdout: "ignore", stderr: "pipe" },
        env: { ...process.env, ...this.env, HOME: this.#folder },
      },
    );
    this.#child = child;
    const told = new Response(child.stderr).text();
    await waitFor("the sound server answers", async () => {
      if (child.exitCode !== null) throw new Error(`pulseaudio ended: ${await told}`);
      return (await this.#run(["pactl", "info"])).status === 0;
    });
  }

  /** Begins to record a sink; resolves when the first frames are there. */
  async record(sink = "tts"): Promise<Recording> {
    const child = Bun.spawn(
      [
        ...["parec", `--device=${sink}.monitor`, "--raw", "--format=s16le", "--channels=1"],
        ...[`--rate=${RATE}`, "--latency-msec=10"],
      ],
      { stdin: "ignore", stdout: "pipe", stderr: "pipe", env: { ...process.env, ...this.env } },
    );
    const recording = new Recording(child);
    await recording.until(`${sink} is recorded`, ({ length }) => length > 0);
    return recording;
  }

  /** Adds a sink; `name` is what the server calls it, `description` what people call it. */
  async addSink(name: string, description: string): Promise<void> {
    await this.#control("load-module", ...nullSink(name, description).split(" "));
  }

  /** Lets clients of this machine come by TCP, too. */
  async listenOnTcp(port: number): Promise<void> {
    const where = ["listen=127.0.0.1", `port=${port}`, "auth-anonymous=1"];
    await this.#control("load-module", "module-native-protocol-tcp", ...where);
  }

  /** Takes a sink away while it may be in use. */
  async removeSink(name: string): Promise<void> {
    const modules = await this.#control("list", "short", "modules");
    const line = modules.split("\n").find((one) => one.includes(`sink_name=${name} `));
    if (line === undefined) throw new Error(`there is no sink ${name}`);
    await this.#control("unload-module", line.split("\t")[0] ?? "");
  }

  /** Makes a sink the default one. */
  async setDefault(name: string): Promise<void> {
    await this.#control("set-default-sink", name);
  }

  /** Ends the server at once, as a crash would. */
  async kill(): Promise<void> {
    this.#child?.kill("SIGKILL");
    await this.#child?.exited;
    this.#child = null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #control(...words: string[]): Promise<string> {
    const { status, out, err } = await this.#run(["pactl", ...words]);
    if (status !== 0) throw new Error(`pactl ${words.join(" ")}: ${err}`);
    return out;
  }

  async #run(command: string[]): Promise<{ status: number; out: string; err: string }> {
    const child = Bun.spawn(command, {
      ...{ stdin: "ignore", stdout: "pipe", stderr: "pipe", timeout: LIMIT_MS },
      env: { ...process.env, ...this.env },
    });
    const [out, err] = await Promise.all([child.stdout.text(), child.stderr.text()]);
    return { status: await child.exited, out, err };
  }
}

/**
 * A module line. Without rewinding, because a null sink that was idle is seconds ahead, and one that may rewind does so
 * by a few ms only: sound would begin up to 2 s late (PulseAudio 16).
 */
function nullSink(name: string, description: string): string {
  const properties = `sink_properties=device.description=${description}`;
  return `module-null-sink sink_name=${name} ${properties} rate=${RATE} channels=1 format=s16le norewinds=1`;
}

async function waitFor(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`it did not come to pass in time that ${what}`);
    await Bun.sleep(POLL_MS);
  }
}
