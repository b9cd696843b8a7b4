import { existsSync } from "node:fs";
import { join } from "node:path";
import { SMALL_MODEL } from "../../../test/e2e/program.ts";
import { family, kill, wordsOf } from "../resident.ts";
import { within } from "../within.ts";
import type { Moment, Round } from "./plan.ts";
import { ResidentService } from "./resident_service.ts";
import { hookObjects, messages, openMessage } from "./script.ts";
import { Speaker } from "./speaker.ts";

/** Ends a hang; a process whose parent is dead is gone in milliseconds. */
const GONE_MS = 10_000;
const STATE_MS = 60_000;
/** The longest delay of each moment, in ms, without a model and with one. */
const LONGEST_MS: Record<Moment, { plain: number; translating: number }> = {
  loading: { plain: 200, translating: 900 },
  greeting: { plain: 120, translating: 120 },
  speaking: { plain: 600, translating: 4000 },
  idle: { plain: 200, translating: 200 },
  held: { plain: 300, translating: 300 },
};
const NAMES = ["甲", "乙", "丙"];
const AGENT = "killings";

/** Where all rounds are played. */
export interface Stage {
  readonly executable: string;
  /** What reaches a sound server; null where nothing is played on a device. */
  readonly sound: Record<string, string> | null;
  /** Whether the doctor is asked after the kill. */
  readonly hasDoctor: boolean;
}

export interface RoundResult {
  /** What the clients were doing at the moment of the kill. */
  readonly doing: string;
  readonly complaints: readonly string[];
}

/** Plays one round: kills one process, and looks at what becomes of all the others. */
export async function playRound(round: Round, stage: Stage): Promise<RoundResult> {
  using service = new ResidentService(stage.sound ?? {}, stage.executable);
  return await new Play(round, stage, service).play();
}

class Play {
  readonly #round: Round;
  readonly #stage: Stage;
  readonly #service: ResidentService;
  readonly #speakers: Speaker[] = [];
  readonly #hooks;
  readonly #complaints: string[] = [];
  readonly #connected = new Set<number>();

  constructor(round: Round, stage: Stage, service: ResidentService) {
    this.#round = round;
    this.#stage = stage;
    this.#service = service;
    this.#hooks = round.moment === "loading" ? null : hookObjects(AGENT, round.translates);
  }

  async play(): Promise<RoundResult> {
    const { moment, victim } = this.#round;
    if (moment !== "loading") {
      this.#serve();
      await this.#service.says("ready, after");
    } else if (!this.#round.spawns) this.#serve();
    const script = moment === "held" ? openMessage : messages;
    for (const [n, output] of this.#round.outputs.entries())
      this.#speak(n, output, n === 0 ? script : messages);
    if (moment !== "loading" && moment !== "greeting") await this.#allConnected();

    const isApart = moment === "idle" || moment === "held";
    const first = this.#feedFirst();
    if (isApart) await this.#settled(first);
    const whole = isApart ? first : first.then(() => this.#feedSecond());
    const killed = await this.#kill();
    // Looked at only now: one that had all it wanted from the service when that died has nothing to tell.
    const unfinished = this.#speakers.filter((one) => one.progress.begun < one.script.texts.length);
    const mustTell = new Set(unfinished.map(({ pid }) => pid).filter((pid) => this.#connected.has(pid)));
    if (isApart) await this.#feedSecond();
    await whole;
    for (const speaker of this.#speakers) await speaker.end();

    await this.#lookAtSpeakers(killed.pid, mustTell);
    await this.#lookAtService(victim === "service");
    return { doing: killed.doing, complaints: this.#complaints };
  }

  get #flags(): string[] {
    return [...(this.#round.translates ? ["--model", SMALL_MODEL] : ["--no-translate"]), "--voice", "echo"];
  }

  #serve(): void {
    const output = this.#round.outputs.includes("device") ? "device" : "null";
    this.#service.serve([...this.#flags, "--output", output]);
  }

  #speak(n: number, output: Round["outputs"][number], script: typeof messages): void {
    const name = NAMES[n] ?? "丁";
    const flags = [...this.#flags, "--flush-after", "none", ...(this.#round.spawns ? ["--spawn"] : [])];
    this.#speakers.push(
      new Speaker(this.#service, name, output, script(name, this.#round.translates), flags),
    );
  }

  /** All clients are ready, and it is the service that they use. */
  async #allConnected(): Promise<void> {
    await this.#reach("all clients are ready", () => this.#speakers.every(({ isReady }) => isReady));
    for (const { pid } of (await this.#service.status())?.sessions ?? []) this.#connected.add(pid ?? 0);
    for (const { pid } of this.#speakers)
      if (!this.#connected.has(pid)) this.#complaints.push(`client ${pid} does not use the service`);
  }

  async #feedFirst(): Promise<void> {
    const { gapMs, moment } = this.#round;
    const [holder, ...others] = this.#speakers;
    if (moment === "held" && holder !== undefined) {
      await holder.feed(holder.script.first, 0);
      await this.#reach("the first client sounds", () => holder.progress.begun > 0);
    }
    const rest = moment === "held" ? others : this.#speakers;
    await Promise.all([
      ...rest.map((speaker) => speaker.feed(speaker.script.first, gapMs)),
      this.#giveHooks("first"),
    ]);
  }

  async #feedSecond(): Promise<void> {
    const { gapMs } = this.#round;
    await Promise.all([
      ...this.#speakers.map((speaker) => speaker.feed(speaker.script.second, gapMs)),
      this.#giveHooks("second"),
    ]);
  }

  /** Whatever becomes of the service, a hook ends well and says nothing. */
  async #giveHooks(part: "first" | "second"): Promise<void> {
    for (const object of this.#hooks?.[part] ?? []) {
      const { code, stdout, stderr } = await this.#service.run(["hook"], object);
      if (code !== 0 || stdout + stderr !== "") this.#complaints.push(`hook: ${code}, ${stdout}${stderr}`);
    }
  }

  /** The first part has come to where the moment wants it. */
  async #settled(first: Promise<void>): Promise<void> {
    await first;
    const others = this.#speakers.slice(this.#round.moment === "held" ? 1 : 0);
    const isHeld = this.#round.moment === "held";
    await this.#reach("the first part is said, or waits for its turn", () =>
      others.every(
        ({ progress: { cut, begun }, script }) => cut >= script.first.length && (isHeld || begun === cut),
      ),
    );
  }

  async #kill(): Promise<{ pid: number; doing: string }> {
    const { victim, moment, when, translates, target } = this.#round;
    const find = {
      service: () => this.#service.pid ?? this.#service.services()[0],
      voice: () => this.#service.worker("voice"),
      translator: () => this.#service.worker("translator"),
      client: () => this.#speakers[target]?.pid,
    }[victim];
    await this.#reach("there is somebody to kill", () => (find() ?? null) !== null);
    await Bun.sleep(when * LONGEST_MS[moment][translates ? "translating" : "plain"]);
    const pid = find() ?? null;
    const doing = this.#doing();
    if (pid === null) {
      this.#complaints.push(`there is no ${victim} to kill any more`);
      return { pid: 0, doing };
    }
    const descendants = family(pid);
    kill(pid);
    if (!(await within(GONE_MS, () => this.#orphans(descendants).length === 0)))
      this.#complaints.push(`of the killed ${victim}'s processes, ${this.#orphans(descendants)} are left`);
    return { pid, doing };
  }

  /** Those that live and have nothing to live for, which a service in the background has. */
  #orphans(pids: readonly number[]): number[] {
    const living = new Set(this.#service.processes());
    const { pid: service } = this.#service;
    const serving = service === null ? [] : family(service);
    return pids.filter((pid) => living.has(pid) && !serving.includes(pid));
  }

  #doing(): string {
    return this.#speakers
      .map(({ isReady, isRunning, progress: { cut, begun }, script }) => {
        if (!isRunning) return "ended";
        if (!isReady) return "starting";
        return `${begun}/${cut}/${script.texts.length}`;
      })
      .join(" ");
  }

  async #lookAtSpeakers(killed: number, mustTell: ReadonlySet<number>): Promise<void> {
    const { victim, translates } = this.#round;
    for (const speaker of this.#speakers) {
      if (speaker.pid === killed) {
        await speaker.ended();
        continue;
      }
      const gone = { least: mustTell.has(speaker.pid) ? 1 : 0, most: 1 };
      const telling = {
        gone: victim === "service" ? gone : { least: 0, most: 0 },
        died: victim === "voice" || victim === "translator" ? 1 : 0,
      };
      for (const complaint of await speaker.complaints(telling, translates))
        this.#complaints.push(`${speaker.output} client: ${complaint}`);
    }
  }

  async #lookAtService(isKilled: boolean): Promise<void> {
    const { spawns, translates } = this.#round;
    let status = await this.#service.status();
    if (!spawns && (status === null) !== isKilled)
      this.#complaints.push(`the service ${isKilled ? "runs" : `is gone: ${this.#service.stderr}`}`);
    if (status !== null && this.#hooks !== null)
      this.#complaints.push(...(await this.#service.complaintsAboutHooks(AGENT, this.#hooks, translates)));
    if (status === null) {
      this.#serve();
      await this.#service.says("listens at");
      status = await this.#service.status();
    }
    if (status === null) this.#complaints.push(`no service can be started: ${this.#service.stderr}`);
    for (const { id, kind } of status?.sessions ?? [])
      if (kind === "pipe") this.#complaints.push(`session ${id} is left`);
    if (this.#stage.hasDoctor)
      this.#complaints.push(
        ...(await this.#service.illnesses(["--model", SMALL_MODEL], this.#stage.sound !== null)),
      );
    this.#complaints.push(...(await this.#service.stop()));
    if (!(await within(GONE_MS, () => this.#service.processes().length === 0)))
      this.#complaints.push(`left over: ${JSON.stringify(this.#service.processes().map(wordsOf))}`);
    if (existsSync(join(this.#service.runtime, "stream-tts-bun", "socket")))
      this.#complaints.push("the socket is left");
  }

  async #reach(what: string, condition: () => boolean): Promise<void> {
    if (!(await within(STATE_MS, condition))) this.#complaints.push(`it never came to pass that ${what}`);
  }
}
