import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pullableNamed } from "../../../src/models/pull/pullable.ts";
import { COMMIT, REPO, Trial } from "./pulling.ts";

// Ends a hang; nothing is judged by it.
setDefaultTimeout(60_000);

let trial: Trial;
beforeEach(async () => {
  trial = await Trial.begin();
});
afterEach(() => trial[Symbol.asyncDispose]());

describe("the token", () => {
  const authorization = () => [...new Set(trial.server.seen.map(({ headers }) => headers.authorization))];

  test("of HF_TOKEN, of the file in HF_HOME and of HF_TOKEN_PATH, trimmed", async () => {
    const hf = join(trial.environment.home, "hf");
    mkdirSync(hf);
    writeFileSync(join(hf, "token"), " hf_home\n");
    writeFileSync(join(hf, "other"), "hf_path\n");
    trial.environment.set({ HF_HOME: hf });
    await trial.pull(pullableNamed("A/B-GGUF/a.gguf"));
    expect(authorization()).toEqual(["Bearer hf_home"]);
    trial.server.seen.length = 0;
    trial.environment.set({ HF_TOKEN_PATH: join(hf, "other") });
    await trial.pull(pullableNamed("A/B-GGUF/b.gguf"));
    expect(authorization()).toEqual(["Bearer hf_path"]);
    trial.server.seen.length = 0;
    trial.environment.set({ HF_TOKEN: "hf_variable\n" });
    await trial.pull(pullableNamed("A/B-GGUF/c.gguf"));
    expect(authorization()).toEqual(["Bearer hf_variable"]);
    trial.server.seen.length = 0;
    trial.environment.set({ HF_HUB_DISABLE_IMPLICIT_TOKEN: "1" });
    await trial.pull(pullableNamed("A/B-GGUF/d.gguf"));
    expect(authorization()).toEqual([undefined]);
  });

  test("that cannot be one is told without being shown", async () => {
    trial.environment.set({ HF_TOKEN: "hf_a b" });
    const error: unknown = await trial.pull().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "USAGE" });
    expect(JSON.stringify(error) + String(error)).not.toContain("hf_a");
    expect(trial.server.seen).toEqual([]);
  });
});

describe("a refusal says what to do", () => {
  const CASES: [number, Record<string, string>, string, string, string][] = [
    [401, { "X-Error-Code": "GatedRepo" }, "FETCH_DENIED", "accepted its terms", "HF_TOKEN"],
    [403, { "X-Error-Code": "GatedRepo" }, "FETCH_DENIED", "accepted its terms", REPO],
    [401, {}, "FETCH_DENIED", "private, or there is no such repository", "HF_TOKEN"],
    [
      401,
      { "X-Error-Message": "Invalid credentials in Authorization header" },
      "FETCH_DENIED",
      "token for Hugging Face is refused",
      "settings/tokens",
    ],
    [403, {}, "FETCH_DENIED", "may not read", "read access"],
    [404, { "X-Error-Code": "EntryNotFound" }, "FETCH_MISSING", "has no file some-model-q4.gguf", "tree/"],
    [404, { "X-Error-Code": "RevisionNotFound" }, "FETCH_MISSING", `no version ${COMMIT}`, REPO],
    [404, { "X-Error-Code": "RepoNotFound" }, "FETCH_MISSING", "is not there", REPO],
    [404, {}, "FETCH_MISSING", "is not there", REPO],
    [451, {}, "FETCH_DENIED", "is refused", "--from"],
    [429, { "Retry-After": "3600" }, "FETCH_FAILED", "cannot be fetched", "HF_TOKEN"],
    [500, {}, "FETCH_FAILED", "cannot be fetched", "same command again"],
  ];
  test.each(CASES)("%i %p: %s", async (status, headers, code, what, fix) => {
    trial.server.fault = () => ({ status, headers });
    const error = await trial.pull().catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code,
      what: expect.stringContaining(what),
      why: expect.stringContaining(String(status)),
      fix: expect.stringContaining(fix),
    });
    expect(readdirSync(trial.environment.models)).toEqual(["some-model-q4.gguf.lock"]);
  });

  test("a server's message cannot steer the terminal", async () => {
    trial.server.fault = () => ({ status: 404, headers: { "X-Error-Message": "no\u0085\u009b2Jfile" } });
    const error = await trial.pull().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ why: expect.stringContaining("no2Jfile") });
  });
});

describe("where the network is forbidden", () => {
  test.each([
    ["HF_HUB_OFFLINE", "1", "FETCH_OFFLINE"],
    ["HF_HUB_OFFLINE", "yes", "FETCH_OFFLINE"],
    ["TRANSFORMERS_OFFLINE", "TRUE", "FETCH_OFFLINE"],
    ["STREAM_TTS_OFFLINE", "1", "USAGE"],
  ])("by %s=%s nothing is asked, and what is here is used", async (name, value, code) => {
    trial.environment.set({ [name]: value });
    const error = await trial.pull().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code, fix: expect.stringContaining(`unset ${name}`) });
    expect(trial.server.seen).toEqual([]);
    trial.environment.set({ [name]: "0" });
    const path = await trial.pull();
    trial.environment.set({ [name]: value });
    expect(await trial.pull()).toBe(path);
  });
});
