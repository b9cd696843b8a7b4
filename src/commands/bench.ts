import { cpus } from "node:os";
import { defineCommand } from "citty";
import { BareLoopWorker } from "../bench/bare.ts";
import { BusyNeighbours } from "../bench/busy.ts";
import { measure } from "../bench/measure.ts";
import { MESSAGES } from "../bench/messages.ts";
import { PeerPrograms } from "../bench/peer.ts";
import { renderReport } from "../bench/report.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../errors.ts";
import { locateModel } from "../models/locate.ts";
import { keepSpeed } from "../models/speeds.ts";
import { isOfflineWished } from "../offline/wish.ts";
import { argsOf, BENCH_FLAGS, parseFlags } from "../options.ts";
import { loadParts } from "../parts.ts";
import { onSignals } from "../signals.ts";
import { createSynthesizer } from "../speech/create_synthesizer.ts";
import { chooseVoice } from "../speech/voices.ts";
import { tell, tellError } from "../terminal.ts";
import { Translator } from "../translate/translator.ts";
import { ownWorkers } from "../workers/workers.ts";

/** How long it takes from a sentence to its sound, beside other ways to do it. */
export const benchCommand: Command = {
  definition: defineCommand({
    meta: { name: "bench", description: "Measure the time from a sentence to its sound on this machine" },
    args: argsOf(BENCH_FLAGS),
  }),
  examples: `Each message is measured in turns: as one complete line, as deltas of 60 tokens/s, the sequential way (the whole
message translated, then synthesised whole), by a bare loop over libllama with the same prompt and model, and, if both
are installed, by llama-server and then open_jtalk, a sentence at a time. The first sound of a message counts: from the
moment its first sentence was read to its first PCM frame.

EXAMPLES

  stream-tts-bun bench
  stream-tts-bun bench --rounds 5 --json > bench.json
  stream-tts-bun bench --busy 2        beside two busy programs
  stream-tts-bun bench --rounds 1 --messages 4     a quick look
`,
  async run(argv) {
    const options = await parseFlags(BENCH_FLAGS, argv, "bench");
    const model = locateModel(options.model ?? null, options.profile);
    const parts = loadParts();
    const translator = new Translator(ownWorkers, parts, model.path, options, tellError);
    const voice = chooseVoice(options.voice?.[0].name, parts);
    const synthesizer = createSynthesizer(voice, {
      workers: ownWorkers,
      resampler: parts.resampler,
      onLost: tellError,
    });
    const bare = new BareLoopWorker();
    let peer: PeerPrograms | null = null;
    const end = (code: number): never => {
      peer?.[Symbol.dispose]();
      translator.kill();
      synthesizer.kill();
      bare.kill();
      return process.exit(code);
    };
    onSignals({
      onInterrupt: () => end(EXIT.interrupted),
      onInsistentInterrupt: () => end(EXIT.interrupted),
      onTerminate: () => end(EXIT.terminated),
    });
    try {
      const openedAt = performance.now();
      const [{ prompt }] = await Promise.all([translator.open(), synthesizer.open()]);
      const readyMs = performance.now() - openedAt;
      await bare.open(parts, model.path, options.threads.most, prompt);
      // llama-server is asked over a socket of a kind that there is none of then.
      if (!isOfflineWished(options.offline))
        peer = await PeerPrograms.start({ parts, model: model.path, threads: options.threads.most, prompt });
      await peer?.ready();
      using _neighbours = new BusyNeighbours(options.busy);
      const { rounds } = options;
      const messages = MESSAGES.slice(0, options.messages);
      const figures = await measure(
        { translator, synthesizer, bare, peer },
        { rounds, messages, onProgress: (done, all) => tell(`stream-tts-bun: ${done} of ${all} messages`) },
      );
      keepSpeed(model.path, translator.statistics);
      const report = {
        machine: { processor: cpus()[0]?.model.trim() ?? "unknown", processors: cpus().length },
        ...{ model: model.name, voice: voice.name, threads: options.threads, busy: options.busy },
        start: { ready_ms: Math.round(readyMs), bare_load_ms: Math.round(bare.loadUs / 1000) },
        ...figures,
      };
      process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : renderReport(report));
      return end(EXIT.done);
    } catch (error) {
      tellError(error);
      return end(EXIT.failed);
    }
  },
};
