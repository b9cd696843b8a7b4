import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installedModels } from "../../../src/models/installed.ts";
import { locateModel } from "../../../src/models/locate.ts";
import { type Pullable, pullableNamed } from "../../../src/models/pull/pullable.ts";
import { FileServer, sha256 } from "../../fetch/http/file_server.ts";
import { modelBytes, splitModel } from "./models.ts";
import { COMMIT, FILE, MODEL, REPO, Trial } from "./pulling.ts";

// Ends a hang; nothing is judged by it.
setDefaultTimeout(60_000);

let trial: Trial;
beforeEach(async () => {
  trial = await Trial.begin();
});
afterEach(() => trial[Symbol.asyncDispose]());

describe("pulling from Hugging Face", () => {
  test("a model of the catalog: from its commit, into our folder, proven", async () => {
    const path = await trial.pull();
    expect(path).toBe(join(trial.environment.models, "some-model-q4.gguf"));
    expect(readFileSync(path).equals(FILE)).toBe(true);
    expect(trial.paths()).toEqual([`/${REPO}/resolve/${COMMIT}/some-model-q4.gguf`]);
    expect(trial.server.seen.every(({ headers }) => headers.authorization === undefined)).toBe(true);
    expect(trial.lines.at(-1)).toContain("its sha256 is the catalog's");
  });

  test("a second time: nothing is asked", async () => {
    const path = await trial.pull();
    trial.server.seen.length = 0;
    expect(await trial.pull()).toBe(path);
    expect(trial.server.seen).toEqual([]);
  });

  test("a damaged file of ours is replaced", async () => {
    const path = join(trial.environment.models, "some-model-q4.gguf");
    mkdirSync(trial.environment.models, { recursive: true });
    writeFileSync(path, modelBytes(FILE.length - 512, 9));
    writeFileSync(path, Buffer.from(FILE).fill(1, 5000, 5001));
    expect(await trial.pull()).toBe(path);
    expect(readFileSync(path).equals(FILE)).toBe(true);
    expect(trial.lines.join()).toContain("damaged or another file, and replaced");
  });

  test("any other file: found later by its own name, and pinned by the hash that the server names", async () => {
    const path = await trial.pull(pullableNamed(`${REPO}/Q4/Some-Model.Q4_K_M.gguf`));
    expect(path).toBe(join(trial.environment.models, "Org_Some-Model-GGUF_Q4_Some-Model.Q4_K_M.gguf"));
    expect(trial.paths()).toEqual([`/${REPO}/resolve/main/Q4/Some-Model.Q4_K_M.gguf`]);
    expect(trial.lines.at(-1)).toContain(`that the server names, and pinned from now on: ${sha256(FILE)}`);
    expect(locateModel("org_some-model-gguf_q4_some-model.q4_k_m").path).toBe(path);
    trial.server.seen.length = 0;
    expect(await trial.pull(pullableNamed(`${REPO}/Q4/Some-Model.Q4_K_M.gguf`))).toBe(path);
    expect(trial.server.seen).toEqual([]);
  });

  test("where nobody names a hash, that is said, and what came is pinned", async () => {
    trial.server.isHub = false;
    const path = await trial.pull(pullableNamed(`${REPO}/x.gguf`));
    expect(trial.lines.at(-1)).toContain(`not proven, since nobody names a sha256 of it; pinned from now on`);
    expect(JSON.parse(readFileSync(`${path}.verified`, "utf8"))).toMatchObject({ sha256: sha256(FILE) });
  });

  test("a file that is no model never gets its name", async () => {
    trial.server.replace(Buffer.from("version https://git-lfs.github.com/spec/v1\n".repeat(10)));
    await expect(trial.pull(pullableNamed(`${REPO}/x.gguf`))).rejects.toMatchObject({
      code: "MODEL_NOT_GGUF",
    });
    expect(readdirSync(trial.environment.models)).toEqual(["Org_Some-Model-GGUF_x.gguf.lock"]);
  });

  test("other bytes than the catalog's never get its name", async () => {
    trial.server.replace(modelBytes(FILE.length - 512, 2));
    await expect(trial.pull()).rejects.toMatchObject({ code: "FETCH_DAMAGED" });
    expect(readdirSync(trial.environment.models)).toEqual(["some-model-q4.gguf.lock"]);
  });
});

describe("a split model", () => {
  const [one, two] = splitModel(320_000);
  const names = ["m-q4-00001-of-00002.gguf", "m-q4-00002-of-00002.gguf"] as const;
  let others: FileServer;
  beforeEach(async () => {
    others = await FileServer.listen(two);
    trial.server.replace(one);
    trial.server.redirect = ({ path }) => (path.includes("00002-of") ? `${others.address()}${path}` : null);
    trial.server.isHub = false;
  });
  afterEach(() => others[Symbol.asyncDispose]());

  test("comes with all its parts, whichever is named", async () => {
    const path = await trial.pull(pullableNamed(`${REPO}/${names[1]}`));
    expect(path).toBe(join(trial.environment.models, `Org_Some-Model-GGUF_${names[0]}`));
    for (const [index, part] of [one, two].entries())
      expect(
        readFileSync(join(trial.environment.models, `Org_Some-Model-GGUF_${names[index]}`)).equals(part),
      ).toBe(true);
    expect(installedModels().map(({ name }) => name)).toEqual([
      `Org_Some-Model-GGUF_${names[0].slice(0, -5)}`,
    ]);
  });

  test("whose second part fails keeps the first", async () => {
    others.fault = () => ({ status: 404 });
    await expect(trial.pull(pullableNamed(`${REPO}/${names[0]}`))).rejects.toThrow();
    others.fault = () => null;
    trial.server.seen.length = 0;
    await trial.pull(pullableNamed(`${REPO}/${names[0]}`));
    expect(trial.paths().every((path) => path.includes("00002-of"))).toBe(true);
  });
});

describe("several sources", () => {
  const twice: Pullable = {
    ...MODEL,
    sources: [
      { kind: "hugging-face", repo: "Gone/Away", revision: "main" },
      { kind: "hugging-face", repo: REPO, revision: COMMIT },
    ],
  };
  const gone = (path: string) => path.startsWith("/Gone/");

  test("are asked in their order, until one has the model", async () => {
    trial.server.fault = ({ path }) => (gone(path) ? { status: 404 } : null);
    await trial.pull(twice);
    expect(trial.paths().map(gone)).toEqual([true, false]);
    expect(trial.lines.join()).toContain("Gone/Away or its file some-model-q4.gguf is not there");
  });

  test("that all fail are all told", async () => {
    trial.server.fault = ({ path }) => ({ status: gone(path) ? 404 : 500 });
    await expect(trial.pull(twice)).rejects.toMatchObject({
      code: "FETCH_FAILED",
      why: expect.stringMatching(/Gone\/Away.*answers 404; .*answers 500/),
    });
  });

  test("one that a model does not come from is wrong usage", async () => {
    await expect(trial.pull(MODEL, "packages")).rejects.toMatchObject({
      code: "USAGE",
      why: "it comes from hugging-face",
    });
  });
});
