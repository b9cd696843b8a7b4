import { describe, expect, test } from "bun:test";
import { AppError } from "../../../src/errors.ts";
import { OFFLINE_VARIABLE } from "../../../src/offline/wish.ts";
import { isRemoteVoice, parseRemoteVoice } from "../../../src/speech/remote/remote_voice.ts";

const FILE = import.meta.path;

function refusal(name: string, environment: Record<string, string> = {}): AppError {
  try {
    parseRemoteVoice(name, environment);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error(`${name} was taken`);
}

test.each([
  ["http://host", true],
  ["HTTPS://host/v1", true],
  ["mei", false],
  ["httpd", false],
  ["echo:http://", false],
])("%s is an address: %p", (name, is) => {
  expect(isRemoteVoice(name)).toBe(is);
});

describe("the kind of server and its base are told by", () => {
  test.each([
    ["http://h:8880/v1", "http://h:8880/v1", ["openai"], ""],
    ["http://h:8880/v1/", "http://h:8880/v1", ["openai"], ""],
    ["https://h/tts/v1/audio/speech?voice=a", "https://h/tts/v1", ["openai"], ""],
    ["http://h/audio/speech", "http://h", ["openai"], ""],
    ["http://h:50000/inference_sft", "http://h:50000", ["cosyvoice-sft"], null],
    ["http://h:50021/synthesis?speaker=3", "http://h:50021", ["voicevox"], null],
    ["http://h/vv/audio_query", "http://h/vv", ["voicevox"], null],
    ["http://h?speaker=3&rate=48000", "http://h", ["voicevox"], null],
    ["http://h/x?voice=jf_alpha", "http://h/x", ["openai"], null],
    ["http://h?spk_id=%E6%97%A5%E8%AF%AD%E7%94%B7", "http://h", ["cosyvoice-sft"], null],
    [`http://h?prompt_text=a&prompt_wav=${FILE}`, "http://h", ["cosyvoice-zero-shot"], null],
    ["http://h", "http://h", ["openai", "cosyvoice-sft", "cosyvoice-zero-shot", "voicevox"], null],
  ])("%s", (name, base, kinds, openAiBase) => {
    const choice = parseRemoteVoice(name, {});
    expect(choice.address.shown).toBe(base);
    expect(choice).toMatchObject({ kind: "remote", kinds, openAiBase });
  });
});

test("parameters are read, and the recording's path holds in every folder", () => {
  const { parameters } = parseRemoteVoice(
    "http://h/v1?voice=jf_alpha%2Bjf_nezumi&model=m&rate=22050&format=wav",
    {},
  );
  expect(parameters).toEqual({ voice: "jf_alpha+jf_nezumi", model: "m", rate: 22_050, format: "wav" });
  expect(parseRemoteVoice("http://h?speaker=888753760", {}).parameters).toEqual({ speaker: 888_753_760 });
  const relative = `http://h/inference_zero_shot?prompt_text=a+b&prompt_wav=package.json`;
  expect(parseRemoteVoice(relative, {}).parameters).toEqual({
    prompt_text: "a b",
    prompt_wav: `${process.cwd()}/package.json`,
  });
});

test("credentials are sent, and stand in no name", () => {
  const choice = parseRemoteVoice("http://me:se%3Acret@h/v1?voice=a", {});
  expect(choice.name).toBe("http://h/v1?voice=a");
  expect(choice.address.headers).toEqual({ authorization: `Basic ${btoa("me:se:cret")}` });
  const keyed = parseRemoteVoice("http://h/v1?key=MY_KEY", { MY_KEY: " sk-1 ", OTHER: "sk-2" });
  expect(keyed.name).toBe("http://h/v1?key=MY_KEY");
  expect(keyed.address.headers).toEqual({ authorization: "Bearer sk-1" });
  expect(parseRemoteVoice("http://h/v1", { MY_KEY: "sk-1" }).address.headers).toEqual({});
});

describe("refused, and why:", () => {
  test.each([
    ["http://", "it is no URL", ""],
    ["https:host name", "it is no URL", ""],
    ["http://h/v1?voise=a", "the parameters are voice, model,", "write voice"],
    ["http://h/v1?zzz=a", "the parameters are voice, model,", "leave out zzz"],
    [
      "http://h/v1?speaker=3",
      "like OpenAI's has the parameters voice, model, format, rate, key",
      "leave out speaker",
    ],
    [
      "http://h/synthesis?voice=3",
      "VOICEVOX engine's has the parameters speaker, rate, key",
      "leave out voice",
    ],
    ["http://h?speaker=3&voice=a", "no server knows all of them", "leave out"],
    ["http://h/v1?voice=a&voice=b", "it stands there twice", "write it once"],
    ["http://h/v1?voice=", "must not be empty", "voice"],
    ["http://h/v1?rate=4000", "from 8000 to 192000", "rate"],
    ["http://h/v1?rate=fast", "must be a number from 8000 to 192000", "rate"],
    ["http://h?speaker=zundamon", "must be the number of a style", "speaker"],
    ["http://h/v1?format=mp3", "pcm", "format"],
    ["http://h/v1?key=sk-123", "not a key", "key"],
    ["http://h/v1?key=NOT_SET", "NOT_SET is not set", "export NOT_SET"],
    ["http://h/v1?key=BLANK", "BLANK is empty", "export BLANK"],
    ["http://h/v1?key=BROKEN", "other characters", "set BROKEN"],
    ["http://h/inference_zero_shot?prompt_text=a", "prompt_wav is missing", "prompt_wav=FILE.wav"],
    [`http://h?prompt_wav=${FILE}`, "prompt_text is missing", "prompt_text="],
    ["http://h?prompt_text=a&prompt_wav=/nowhere/x.wav", "no file /nowhere/x.wav", "prompt_wav="],
  ])("%s", (name, why, fix) => {
    const error = refusal(name, { BLANK: " ", BROKEN: "a b" });
    expect(error.code).toBe("USAGE");
    expect(error.why).toContain(why);
    expect(error.fix).toContain(fix);
  });

  test("any, when this run is to stay offline", () => {
    process.env[OFFLINE_VARIABLE] = "1";
    try {
      const error = refusal("http://localhost/v1");
      expect(error.code).toBe("USAGE");
      expect(error.what).toBe("the --voice of a server cannot be used offline");
      expect(error.why).toBe("it needs the network, and STREAM_TTS_OFFLINE is set");
    } finally {
      delete process.env[OFFLINE_VARIABLE];
    }
  });

  test("without a word of the credentials", () => {
    for (const name of ["http://me:secret@h/v1?voise=a", "http://me:secret@h/v1?rate=x", "ftp://me:secret@h"])
      expect(Bun.inspect(refusal(name))).not.toContain("secret");
  });
});
