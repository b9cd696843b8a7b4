import type { ServiceStatus } from "../../src/service/control_messages.ts";
import { type Account, Ledger } from "./ledger.ts";
import { Lies, lieOften } from "./malformed.ts";
import { kill, workersOf } from "./resident.ts";
import { type Resources, resourcesOf } from "./resources.ts";
import { RunningService } from "./running_service.ts";
import { ServiceClients } from "./service_clients.ts";
import { type TraceLine, traceLines } from "./trace_lines.ts";

/** The model is unloaded after each round. */
const UNLOAD_AFTER_S = 2;
/** Until a process that was killed is gone, with all that led to it. */
const SETTLE_MS = 500;
const ENDLESS = "endless-session";
/** One after the other, in each round. */
const SHORT_PIPES = 4;

export interface ServiceSoakOptions {
  readonly rounds: number;
  /** What a round has: sentences of its long pipe, agents' sessions, malformed clients. */
  readonly load: { readonly long: number; readonly agents: number; readonly lies: number };
  /** A GGUF's name; null where all is spoken as it is. */
  readonly model: string | null;
  /** Told after each round. */
  readonly onRound: (round: number, state: Round) => void;
}

/** What service and workers held when a round was over and nobody spoke. */
export interface Round {
  /** With the model in memory. */
  readonly loaded: Resources;
  /** When it was unloaded; the same without a model. */
  readonly rested: Resources;
}

export interface ServiceSoakResult {
  readonly account: Account;
  readonly hooks: number;
  readonly lies: number;
  readonly rounds: readonly Round[];
}

/**
 * Mixed load on one service, round by round: pipes short and long, killed ones, agents' sessions by hooks, of which one never
 * ends, people who steer and ask, clients that lie, and the model unloaded after each round.
 */
export async function serviceSoak(options: ServiceSoakOptions): Promise<ServiceSoakResult> {
  const translation =
    options.model === null
      ? ["--no-translate"]
      : ["--model", options.model, "--unload-after", String(UNLOAD_AFTER_S)];
  const flags = ["--voice", "echo", "--output", "null"];
  const ledger = new Ledger();
  const lies = new Lies();
  const rounds: Round[] = [];
  using service = await RunningService.start([...translation, ...flags]);
  const clients = new ServiceClients(ledger, service);
  const { pid, socket } = await service.until("it answers", () => true);
  for (let round = 0; round < options.rounds; round++) {
    const from = round * options.load.lies;
    const lying = lieOften(socket, lies, from, from + options.load.lies);
    await Promise.all([loadWith(clients, pid, round, options), lying]);
    const state = await stateOf(clients, pid, options.model);
    rounds.push(state);
    options.onRound(round, state);
  }
  for (const trace of sessionsOf(service.tracePath)) ledger.take(trace);
  const { hooks } = clients;
  return { account: ledger.account, hooks, lies: options.rounds * options.load.lies, rounds };
}

const AS_IT_IS = ["--no-translate", "--voice", "echo"];

async function loadWith(
  clients: ServiceClients,
  pid: number,
  round: number,
  { load, model }: ServiceSoakOptions,
): Promise<void> {
  const translated = model === null ? AS_IT_IS : ["--voice", "echo"];
  const agent = async (name: string) => {
    await clients.turn(name, 2);
    await clients.endOf(name);
  };
  const speech = [
    clients.pipe(load.long, AS_IT_IS),
    clients.pipe(5, translated),
    times(SHORT_PIPES, () => clients.pipe(5, AS_IT_IS)),
    times(2, () => clients.killedPipe(AS_IT_IS)),
    clients.killedPipe(translated),
    clients.turn(ENDLESS, 2),
    ...Array.from({ length: load.agents }, (_, n) => agent(`agent-${round}-${n}`)),
  ];
  await Promise.all([...speech, steer(clients), killVoice(clients, pid)]);
}

/** All that can be done to sessions, to one or to all of them. */
async function steer(clients: ServiceClients): Promise<void> {
  const pipe = clients.open(AS_IT_IS);
  const { sessions } = await clients.service.until("the pipe's session", (status) =>
    status.sessions.some(({ pid }) => pid === pipe.pid),
  );
  const id = sessions.find(({ pid }) => pid === pipe.pid)?.id ?? "";
  const [said = ""] = clients.sentences(1);
  await clients.ctl("pause");
  pipe.say(5);
  await clients.ctl("back");
  await clients.ctl("stop", "--session", id);
  pipe.say(5);
  await clients.ctl("resume");
  await clients.ctl("rate", "1.3");
  await clients.ctl("skip");
  await clients.ctl("say", said);
  await clients.ctl("mute", "--session", id);
  pipe.say(5);
  await clients.ctl("unmute", "--session", id);
  pipe.say(5);
  await clients.ctl("back");
  await clients.ctl("rate", "1");
  await pipe.end();
}

/** Kills the service's voice, which is started again. */
async function killVoice({ service }: ServiceClients, pid: number): Promise<void> {
  await service.until("somebody who speaks", ({ sessions }) => sessions.some(({ spoken }) => spoken > 0));
  for (const voice of workersOf(pid, "voice")) kill(voice);
}

/** Waits until nobody speaks, and looks; with the model in memory, and without. */
async function stateOf(clients: ServiceClients, pid: number, model: string | null): Promise<Round> {
  const isQuiet = ({ sessions }: ServiceStatus) =>
    sessions.every(
      ({ kind, queued, agentSession }) => kind === "hook" && queued === 0 && isKept(agentSession),
    );
  if (model !== null) await clients.pipe(1, ["--voice", "echo"]);
  await clients.service.until("silence", isQuiet);
  await Bun.sleep(SETTLE_MS);
  const loaded = resourcesOf(pid);
  if (model === null) return { loaded, rested: loaded };
  await clients.service.until(
    "the end of the model",
    (status) => status.model?.loaded === false && isQuiet(status),
  );
  await Bun.sleep(SETTLE_MS);
  return { loaded, rested: resourcesOf(pid) };
}

/** The sessions that are not ended: one, and the service's own. */
const isKept = (agentSession: string | null) => agentSession === ENDLESS || agentSession === null;

/** Traces of the sessions in a service, each by itself. */
function sessionsOf(tracePath: string): TraceLine[][] {
  const lines = traceLines(tracePath).filter(({ event }) => event !== "turn");
  return [...Map.groupBy(lines, ({ served_by }) => served_by).values()];
}

async function times(count: number, run: () => Promise<void>): Promise<void> {
  for (let n = 0; n < count; n++) await run();
}
