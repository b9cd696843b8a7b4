import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { installedModels } from "../../../src/models/installed.ts";
import { locateModel } from "../../../src/models/locate.ts";
import { pullableNamed } from "../../../src/models/pull/pullable.ts";
import { sha256 } from "../../fetch/http/file_server.ts";
import { COMMIT, FILE, REPO, Trial } from "./pulling.ts";

// Ends a hang; nothing is judged by it.
setDefaultTimeout(60_000);

let trial: Trial;
beforeEach(async () => {
  trial = await Trial.begin();
});
afterEach(() => trial[Symbol.asyncDispose]());

describe("a model that lies in a cache", () => {
  /** As huggingface_hub and newer llama.cpp keep it. */
  function inHubCache(hub: string, bytes: Buffer, name = "some-model-q4.gguf"): string {
    const folder = join(hub, `models--${REPO.replace("/", "--")}`);
    const link = join(folder, "snapshots", COMMIT, name);
    mkdirSync(join(folder, "blobs"), { recursive: true });
    mkdirSync(dirname(link), { recursive: true });
    writeFileSync(join(folder, "blobs", sha256(bytes)), bytes);
    symlinkSync(
      join(
        "..",
        "..",
        ...name
          .split("/")
          .slice(1)
          .map(() => ".."),
        "blobs",
        sha256(bytes),
      ),
      link,
    );
    return link;
  }

  const HUBS: [string, (home: string) => [Record<string, string>, string]][] = [
    ["HF_HUB_CACHE", (home) => [{ HF_HUB_CACHE: join(home, "hub") }, join(home, "hub")]],
    [
      "HUGGINGFACE_HUB_CACHE",
      (home) => [{ HUGGINGFACE_HUB_CACHE: "$XDG_CACHE_HOME/hub" }, join(home, "cache", "hub")],
    ],
    ["HF_HOME", (home) => [{ HF_HOME: join(home, "hf") }, join(home, "hf", "hub")]],
    ["XDG_CACHE_HOME", (home) => [{}, join(home, "cache", "huggingface", "hub")]],
    ["LLAMA_CACHE", (home) => [{ LLAMA_CACHE: join(home, "llama") }, join(home, "llama")]],
  ];
  test.each(HUBS)("of Hugging Face, by %s: used where it lies", async (_, place) => {
    const [variables, hub] = place(trial.environment.home);
    trial.environment.set(variables);
    const path = inHubCache(hub, FILE);
    expect(await trial.pull()).toBe(path);
    expect(await trial.pull(pullableNamed(`${REPO}/some-model-q4.gguf`))).toBe(path);
    expect(trial.server.seen).toEqual([]);
    expect(readdirSync(dirname(path))).toEqual(["some-model-q4.gguf"]);
    expect(locateModel("some-model-q4").path).toBe(path);
  });

  test("in a folder of its repository", async () => {
    const path = inHubCache(join(trial.environment.home, "cache", "huggingface", "hub"), FILE, "Q4/m.gguf");
    expect(await trial.pull(pullableNamed(`${REPO}/Q4/m.gguf`))).toBe(path);
    expect(trial.server.seen).toEqual([]);
  });

  test.each([
    ["LLAMA_CACHE", "llama"],
    ["XDG_CACHE_HOME", "cache/llama.cpp"],
  ])("of older llama.cpp, by %s, under its name for it", async (variable, folder) => {
    if (variable === "LLAMA_CACHE")
      trial.environment.set({ LLAMA_CACHE: join(trial.environment.home, folder) });
    const path = join(trial.environment.home, folder, "Org_Some-Model-GGUF_some-model-q4.gguf");
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, FILE);
    expect(await trial.pull()).toBe(path);
    expect(trial.server.seen).toEqual([]);
  });

  test("of llama.cpp, from the catalog: found by the name of the catalog", async () => {
    const folder = join(trial.environment.home, "cache", "llama.cpp");
    const path = join(folder, "Qwen_Qwen3-4B-GGUF_Qwen3-4B-Q4_K_M.gguf");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, FILE);
    expect(locateModel("qwen3-4b-q4_k_m").path).toBe(path);
    expect(installedModels()).toEqual([{ name: "Qwen3-4B-Q4_K_M", path }]);
  });

  test("damaged, or a link to nowhere: left as it is, and fetched", async () => {
    const hub = join(trial.environment.home, "cache", "huggingface", "hub");
    const damaged = Buffer.from(FILE).fill(1, 5000, 5001);
    const path = inHubCache(hub, damaged);
    const nowhere = join(hub, "models--a--b", "snapshots", "c");
    mkdirSync(nowhere, { recursive: true });
    symlinkSync("../../blobs/d", join(nowhere, "some-model-q4.gguf"));
    expect(await trial.pull()).toBe(join(trial.environment.models, "some-model-q4.gguf"));
    expect(trial.lines.join()).toContain("another file, and left as it is");
    expect(readFileSync(path).equals(damaged)).toBe(true);
  });

  test("of another repository is not taken for one whose hash nobody knows", async () => {
    inHubCache(join(trial.environment.home, "cache", "huggingface", "hub"), FILE, "x.gguf");
    const path = await trial.pull(pullableNamed("Other/Repo-GGUF/x.gguf"));
    expect(path).toBe(join(trial.environment.models, "Other_Repo-GGUF_x.gguf"));
  });
});
