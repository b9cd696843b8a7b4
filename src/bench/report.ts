import type { Spread } from "./figures.ts";
import type { Figures, Shares, Streamed } from "./measure.ts";

export interface Report extends Figures {
  readonly machine: { readonly processor: string; readonly processors: number };
  readonly model: string;
  readonly voice: string;
  readonly threads: { readonly most: number; readonly adapt: boolean };
  readonly busy: number;
  readonly start: { readonly ready_ms: number; readonly bare_load_ms: number };
}

const COLUMNS = [
  "received → first PCM",
  "all",
  "of sequential",
  "of a sentence at a time",
  "prefill",
  "decode, first clause",
  "voice, first chunk",
  "overhead",
];

const ms = ({ p50, p95 }: Spread) => `${p50} / ${p95}`;
const shares = ({ p50, p95 }: Shares) => `${p50} / ${p95}`;

/** The figures as a Markdown table; all times in milliseconds, p50 / p95. */
export function renderReport(report: Report): string {
  const { machine, model, voice, threads, busy, start, tokens_per_second: speed } = report;
  const row = (...cells: (string | number)[]) => `| ${cells.join(" | ")} |\n`;
  const other = (name: string, of: Spread) => row(name, ms(of), ...COLUMNS.slice(2).map(() => ""));
  const streamed = (name: string, of: Streamed) =>
    row(
      name,
      ms(of.first_pcm),
      shares(of.of_sequential),
      of.of_peer === null ? "" : shares(of.of_peer),
      ms(of.prefill),
      ms(of.decode),
      ms(of.voice),
      ms(of.overhead),
    );
  return (
    `${machine.processors} × ${machine.processor}, ${model}, voice ${voice}, ` +
    `${threads.adapt ? "up to " : ""}${threads.most} threads, ${busy} busy neighbours; ` +
    `${report.messages} messages, ${report.rounds} rounds, p50 / p95 in ms\n\n` +
    row(...COLUMNS) +
    row(...COLUMNS.map(() => "---")) +
    streamed("complete lines", report.lines) +
    streamed("deltas, 60 tokens/s", report.deltas) +
    other("sequential", report.sequential.first_pcm) +
    (report.peer === null
      ? ""
      : other("llama-server, then open_jtalk, a sentence at a time", report.peer.first_pcm)) +
    other("the voice alone, a short clause", report.voice_alone.first_pcm) +
    (report.peer === null
      ? "\nllama-server and open_jtalk are not installed, so nothing is measured beside them\n"
      : "") +
    `\ndecoding: ${speed.ours} tokens/s, a bare libllama loop ${speed.bare}: ${speed.ratio} of it\n` +
    `start to ready: ${start.ready_ms} ms, of which a bare load of the model takes ${start.bare_load_ms} ms\n`
  );
}
