import { renderBytes } from "../display/bytes.ts";
import { columns } from "../display/columns.ts";
import type { ServiceStatus } from "./control_messages.ts";

type Session = ServiceStatus["sessions"][number];

/** Enough to tell sessions apart; agents name theirs with UUIDs. */
const SHORT_NAME = 12;

/** What the service tells of itself, for people. */
export function renderStatus(status: ServiceStatus): string {
  const { pid, program, uptime_ms, voices, memory_bytes, sessions } = status;
  const head = `running: process ${pid}, version ${program}, for ${renderDuration(uptime_ms)}\n`;
  const facts = [
    ["model", renderModel(status.model)],
    ["voices", voices.length === 0 ? "none is open" : voices.map(printable).join(", ")],
    ["memory", memory_bytes === null ? "not known" : renderBytes(memory_bytes)],
    ["socket", status.socket],
    ...renderTroubles(status).map((text) => ["refused", text]),
  ];
  return (
    head + columns(facts) + (sessions.length === 0 ? "\nno sessions\n" : `\n${renderSessions(sessions)}`)
  );
}

function renderModel(model: ServiceStatus["model"]): string {
  if (model === null) return "none: what comes is spoken as it is";
  const { name, loaded, translated_tokens, tokens_per_second } = model;
  return [
    `${name}, ${loaded ? "loaded" : "unloaded until it is needed"}`,
    ...(tokens_per_second === null ? [] : [`${tokens_per_second.toFixed(1)} tokens/s`]),
    `${count(translated_tokens, "token")} so far`,
  ].join(", ");
}

function renderTroubles({ refused, malformed }: ServiceStatus): string[] {
  const troubles = [
    ...(refused === 0 ? [] : [count(refused, "client")]),
    ...(malformed === 0 ? [] : [count(malformed, "malformed frame")]),
  ];
  return troubles.length === 0 ? [] : [troubles.join(", ")];
}

function renderSessions(sessions: readonly Session[]): string {
  const head = ["", "ID", "KIND", "AGENT SESSION", "PROCESS", "DOING", "RATE", "QUEUED", "SPOKEN"];
  const rows = sessions.map(({ hasTurn, id, kind, agentSession, pid, doing, rate, queued, spoken }) => [
    hasTurn ? "*" : "",
    printable(id),
    kind,
    agentSession === null ? "" : shortened(printable(agentSession)),
    pid === null ? "" : String(pid),
    doing,
    rate.toFixed(2),
    String(queued),
    String(spoken),
  ]);
  const note = sessions.some(({ hasTurn }) => hasTurn) ? "\n* has its turn to speak\n" : "";
  return columns([head, ...rows]) + note;
}

/** The two greatest units, such as `2 h 5 min`. */
function renderDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const units = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ] as const;
  const greatest = units.findIndex(([amount]) => amount > 0);
  if (greatest === -1) return "0 s";
  return units
    .slice(greatest, greatest + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(" ");
}

function count(amount: number, what: string): string {
  return `${amount} ${what}${amount === 1 ? "" : "s"}`;
}

function shortened(name: string): string {
  return name.length <= SHORT_NAME ? name : `${name.slice(0, SHORT_NAME - 1)}…`;
}

/** Names come out of agents' streams, and must not steer the terminal. */
function printable(name: string): string {
  return name.replace(/\p{Cc}/gu, "\ufffd");
}
