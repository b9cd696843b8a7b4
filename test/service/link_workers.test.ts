import { afterEach, describe, expect, jest, test } from "bun:test";
import { AppError } from "../../src/errors.ts";
import { LinkWorkers } from "../../src/service/link_workers.ts";
import { WorkerPool } from "../../src/service/pool.ts";
import { ServedWorkers } from "../../src/service/serve_worker.ts";
import { SessionEvent, SessionRequest } from "../../src/service/session_messages.ts";
import { NATURAL } from "../../src/speech/synthesizer.ts";
import { WorkerSynthesizer } from "../../src/speech/worker_synthesizer.ts";
import { Translator } from "../../src/translate/translator.ts";
import type { TranslatorEvent, VoiceEvent } from "../../src/workers/protocol.ts";
import type { Refusal } from "../../src/workers/worker.ts";
import { StandInProcess, settle, settleWithoutTimers } from "./stand_in_process.ts";

const NEVER = new AbortController().signal;
const VOICE_READY: VoiceEvent = { event: "ready", rate: 48_000 };
const TRANSLATOR_READY: TranslatorEvent = {
  event: "ready",
  prefixTokens: 7,
  restored: true,
  prompt: { prefix: "", suffix: "" },
};
const REFUSAL: Refusal = { code: "MODEL_REFUSED", what: "it cannot be opened", fix: "none" };

/** Processes that a test does the work of. */
class Processes {
  readonly translators: StandInProcess<TranslatorEvent>[] = [];
  readonly voices: StandInProcess<VoiceEvent>[] = [];

  translator() {
    const process = new StandInProcess<TranslatorEvent>();
    process.opening.resolve(TRANSLATOR_READY);
    this.translators.push(process);
    return process;
  }

  voice(_name: string) {
    const process = new StandInProcess<VoiceEvent>();
    process.opening.resolve(VOICE_READY);
    this.voices.push(process);
    return process;
  }
}

class Service {
  readonly processes = new Processes();
  readonly pool = new WorkerPool(
    {
      translator: { request: {}, refusal: REFUSAL },
      voice: (name) => {
        if (name === "mei") return { request: {}, refusal: REFUSAL };
        throw new AppError("VOICE_UNKNOWN", {
          what: "no such voice",
          why: "the voices here are: mei",
          fix: "",
        });
      },
      unloadAfterMs: Number.POSITIVE_INFINITY,
    },
    this.processes,
  );
  /** Nothing that it says arrives any more. */
  isFrozen = false;
  #clients = 0;

  /** Connects a client by what would be sent over the socket. */
  client({ translator = true, isRequired = false } = {}) {
    const id = `${++this.#clients}`;
    const own = new Processes();
    const unusable: string[] = [];
    const served = new ServedWorkers(this.pool.workers(id), (message, body) => {
      if (!this.isFrozen) deliver(message, body);
    });
    const workers = new LinkWorkers(
      {
        send: (message) => {
          const parsed = SessionRequest.parse(JSON.parse(JSON.stringify(message)));
          if (parsed.op === "worker") served.receive(parsed);
        },
        translator,
        isRequired,
        onUnusable: (why) => unusable.push(why),
      },
      own,
    );
    const deliver = (message: object, body: Uint8Array = new Uint8Array(0)) => {
      const parsed = SessionEvent.parse(JSON.parse(JSON.stringify(message)));
      if (parsed.event === "worker" || parsed.event === "lost") workers.receive(parsed, body.slice());
    };
    const lost: AppError[] = [];
    const onLost = (error: AppError) => lost.push(error);
    const voice = (name: string) =>
      new WorkerSynthesizer(workers, { kind: "native", name, library: "", source: "", data: "" }, onLost);
    return {
      id,
      own,
      unusable,
      workers,
      deliver,
      lost,
      synthesizer: voice("mei"),
      voice,
      translator: () => new Translator(workers, PARTS, "model.gguf", { threads: THREADS }, onLost),
    };
  }
}

const THREADS = { most: 1, adapt: false };
const PARTS = {
  llm: "",
  llamaFolder: "",
  bareLoop: "",
  openJTalk: "",
  kokoro: "",
  echo: "",
  player: "",
  resampler: "",
  htsVoices: {},
  dictionary: "",
};

/** Speaks to the end; resolves to the samples that were heard. */
async function heard(synthesizer: WorkerSynthesizer, text: string, signal = NEVER): Promise<number[]> {
  const samples: number[] = [];
  for await (const { pcm } of synthesizer.speak(text, NATURAL, signal)) samples.push(...pcm);
  return samples;
}

/** The voice says these samples. */
function say(process: StandInProcess<VoiceEvent> | undefined, ...samples: number[]): void {
  const { job } = process ?? new StandInProcess<VoiceEvent>();
  job.tell({ event: "pcm", ticket: job.ticket, voiceUs: 1 }, new Uint8Array(Int16Array.from(samples).buffer));
}

function finish(process: StandInProcess<VoiceEvent> | undefined): void {
  const { job } = process ?? new StandInProcess<VoiceEvent>();
  job.tell({ event: "done", ticket: job.ticket });
  job.telling.end();
}

describe("a voice of the service", () => {
  test("speaks for several clients, each of which hears its own", async () => {
    const service = new Service();
    const [a, b] = [service.client(), service.client()];
    await Promise.all([a.synthesizer.open(), b.synthesizer.open()]);
    expect(a.synthesizer.rate).toBe(48_000);
    expect(service.processes.voices.length).toBe(1);
    const [voice] = service.processes.voices;
    const clauses = [heard(a.synthesizer, "1"), heard(b.synthesizer, "2"), heard(a.synthesizer, "3")];
    for (const samples of [
      [1, -1],
      [2, -2],
      [3, -32_768],
    ]) {
      await settle();
      say(voice, ...samples);
      finish(voice);
    }
    expect(await Promise.all(clauses)).toEqual([
      [1, -1],
      [2, -2],
      [3, -32_768],
    ]);
    expect(voice?.jobs.map(({ request }) => request)).toMatchObject([
      { op: "speak", text: "1", speed: 1 },
      { text: "2" },
      { text: "3" },
    ]);
    expect(service.pool.status).toMatchObject({ voices: ["mei"], pids: [voice?.pid], isLoaded: false });
  });

  test("that dies in the middle is started again by the service, and every sample is heard once", async () => {
    const service = new Service();
    const { synthesizer, lost, own } = service.client();
    await synthesizer.open();
    const all = heard(synthesizer, "1");
    await settle();
    say(service.processes.voices[0], 1, 2);
    await settle();
    service.processes.voices[0]?.die("it ended with SIGKILL");
    await settle();
    say(service.processes.voices[1], 1);
    say(service.processes.voices[1], 2, 3);
    finish(service.processes.voices[1]);
    expect(await all).toEqual([1, 2, 3]);
    expect(lost).toMatchObject([{ code: "WORKER_DIED", why: "it ended with SIGKILL" }]);
    expect(own.voices).toEqual([]);
  });

  test.each(["aborts", "leaves early"])("stops when the client %s", async (how) => {
    const service = new Service();
    const { synthesizer } = service.client();
    await synthesizer.open();
    const controller = new AbortController();
    const speaking = (async () => {
      for await (const _ of synthesizer.speak("1", NATURAL, controller.signal)) {
        if (how === "aborts") controller.abort();
        else break;
      }
    })();
    await settle();
    say(service.processes.voices[0], 1);
    await speaking;
    await settle();
    expect(service.processes.voices[0]?.job.isCancelled).toBe(true);
  });

  test("that fails at a clause says why", async () => {
    const service = new Service();
    const { synthesizer } = service.client();
    await synthesizer.open();
    const clause = heard(synthesizer, "1");
    await settle();
    service.processes.voices[0]?.job.telling.fail(
      new AppError("WORKER_FAILED", { what: "", why: "no phonemes", fix: "" }),
    );
    await expect(clause).rejects.toMatchObject({ code: "WORKER_FAILED", why: "no phonemes" });
  });

  test("that does not exist is refused with the reason", async () => {
    const { voice, lost } = new Service().client();
    await expect(voice("moi").open()).rejects.toMatchObject({
      code: "VOICE_REFUSED",
      why: "the voices here are: mei",
    });
    expect(lost).toEqual([]);
  });

  test("is nothing to translate with, and the translator does not speak", async () => {
    const service = new Service();
    const { workers } = service.client();
    const run = async (worker: ReturnType<LinkWorkers["voice"]>, request: object) => {
      for await (const _ of worker.run((ticket) => ({ ...request, ticket }), NEVER));
    };
    const translate = { op: "translate", text: "", forced: "", note: "", words: [] };
    await expect(run(workers.voice("mei"), translate)).rejects.toMatchObject({ code: "WORKER_FAILED" });
    expect(service.processes.voices).toEqual([]);
  });
});

describe("the translator of the service", () => {
  const japanese = async (translator: Translator, text: string) => {
    let said = "";
    for await (const piece of translator.translate(text, NEVER)) said += piece.text;
    return said;
  };
  const translated = (process: StandInProcess<TranslatorEvent> | undefined, text: string) => {
    const { job } = process ?? new StandInProcess<TranslatorEvent>();
    const { ticket } = job;
    job.tell({ event: "piece", ticket, text, tokens: 3, prefillUs: 1, decodeUs: 2 });
    job.tell({ event: "done", ticket, tokens: 3, decodeUs: 1_000_000 });
    job.telling.end();
  };

  test("translates, and both sides count the tokens", async () => {
    const service = new Service();
    const translator = service.client().translator();
    expect(await translator.open()).toMatchObject({ prefixTokens: 7, restored: true });
    const said = japanese(translator, "The cache was dropped.");
    await settle();
    translated(service.processes.translators[0], "捨てました。");
    expect(await said).toBe("捨てました。");
    expect(translator.statistics).toEqual({ tokens: 3, tokensPerSecond: 3 });
    expect(service.pool.status).toMatchObject({
      isLoaded: true,
      translated: { tokens: 3, tokensPerSecond: 3 },
    });
  });

  test("that cannot be loaded again is refused, as one of our own would be", async () => {
    const service = new Service();
    const translator = service.client().translator();
    await translator.open();
    service.processes.translators[0]?.die("killed");
    service.processes.translator = () => {
      const process = new StandInProcess<TranslatorEvent>();
      process.opening.reject("no memory");
      return process;
    };
    await expect(japanese(translator, "The cache was dropped.")).rejects.toMatchObject({
      code: "MODEL_REFUSED",
      why: "no memory",
    });
  });

  test("is left alone when its model is another than the wanted one", async () => {
    const service = new Service();
    const { workers, own } = service.client({ translator: false });
    await workers.translator().open({}, REFUSAL);
    await workers.voice("mei").open({}, REFUSAL);
    expect([own.translators.length, own.voices.length]).toEqual([1, 0]);
    expect(service.processes.translators).toEqual([]);
  });
});

describe("when the service is gone", () => {
  test("the clause goes on with a process of our own, and every sample is heard once", async () => {
    const service = new Service();
    const { synthesizer, workers, own, lost } = service.client();
    await synthesizer.open();
    const all = heard(synthesizer, "1");
    await settle();
    say(service.processes.voices[0], 1, 2);
    await settle();
    workers.disconnected("the other side closed it");
    await settle();
    say(own.voices[0], 1, 2, 3);
    finish(own.voices[0]);
    expect(await all).toEqual([1, 2, 3]);
    expect(lost).toEqual([workers.lost ?? expect.unreachable()]);
    expect(lost).toMatchObject([{ code: "WORKER_DIED", why: "the other side closed it" }]);
    const next = heard(synthesizer, "2");
    await settle();
    say(own.voices[0], 4);
    finish(own.voices[0]);
    expect(await next).toEqual([4]);
    expect(own.voices.length).toBe(1);
  });

  test("while a voice is being opened, one of our own is opened", async () => {
    const service = new Service();
    service.processes.voice = () => new StandInProcess<VoiceEvent>();
    const { synthesizer, workers, own } = service.client();
    const opening = synthesizer.open();
    await settle();
    workers.disconnected("killed");
    await opening;
    expect(own.voices.length).toBe(1);
    expect(synthesizer.rate).toBe(48_000);
  });

  test("and required, the run ends", async () => {
    const { synthesizer, workers, own } = new Service().client({ isRequired: true });
    await synthesizer.open();
    const clause = heard(synthesizer, "1");
    await settle();
    workers.disconnected("killed");
    await expect(clause).rejects.toMatchObject({ code: "SERVICE_LOST", why: "killed" });
    expect(own.voices).toEqual([]);
  });

  test("a service that says what it cannot mean counts as gone", async () => {
    const { synthesizer, workers, deliver, unusable, own } = new Service().client();
    await synthesizer.open();
    const clause = heard(synthesizer, "1");
    await settle();
    deliver({ event: "worker", channel: "voice:mei", told: { event: "pcm", ticket: "one" } });
    await settle();
    expect(unusable.length).toBe(1);
    expect(workers.lost).toMatchObject({ code: "WORKER_DIED" });
    finish(own.voices[0]);
    expect(await clause).toEqual([]);
  });
});

describe("a service that is silent", () => {
  afterEach(() => void jest.useRealTimers());

  const waiting = async () => {
    jest.useFakeTimers();
    const service = new Service();
    const client = service.client();
    const opened = client.synthesizer.open();
    await settleWithoutTimers();
    await opened;
    const clause = client.synthesizer.speak("1", NATURAL, NEVER);
    const first = clause.next();
    await settleWithoutTimers();
    return { ...client, service, clause, first, voice: service.processes.voices[0] };
  };

  test("is waited for while it shows signs of life, and counts as hung without them", async () => {
    const { service, first, unusable, workers, own } = await waiting();
    jest.advanceTimersByTime(60_000);
    expect(unusable).toEqual([]);
    service.isFrozen = true;
    jest.advanceTimersByTime(60_000);
    expect(unusable).toEqual(["it gave no sign of life for 10 s"]);
    expect(workers.lost).toMatchObject({ code: "WORKER_HUNG" });
    await settleWithoutTimers();
    say(own.voices[0], 5);
    expect((await first).value?.pcm).toEqual(Int16Array.of(5));
  });

  test("owes nothing for what was told and has not been read", async () => {
    const { first, voice, unusable } = await waiting();
    say(voice, 1);
    say(voice, 2);
    finish(voice);
    await settleWithoutTimers();
    jest.advanceTimersByTime(60_000);
    expect(unusable).toEqual([]);
    expect((await first).value?.pcm).toEqual(Int16Array.of(1));
  });
});
