import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FileServer, sha256 } from "../fetch/http/file_server.ts";
import { modelBytes } from "../models/pull/models.ts";
import { LIMIT_MS, Program } from "./program.ts";

setDefaultTimeout(LIMIT_MS);

const WORD = "Org/Model-GGUF/Model.Q4_K_M.gguf";
const NAME = "Org_Model-GGUF_Model.Q4_K_M";
const FILE = modelBytes(3_200_000, 31);
const TOKEN = "hf_secret";

let hub: FileServer;
let storage: FileServer;
beforeAll(async () => {
  hub = await FileServer.listen(FILE);
  storage = await FileServer.listen(FILE);
  storage.isHub = false;
  hub.redirect = () => `${storage.address("localhost")}/blob`;
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await storage[Symbol.asyncDispose]();
});

/** A home that has nothing, and a hub on this machine. */
function environment({ folder }: Program): Record<string, string> {
  const hubSettings = { HF_ENDPOINT: hub.address(), HF_TOKEN: TOKEN, HF_HOME: join(folder, "hf") };
  return { HOME: folder, XDG_CACHE_HOME: join(folder, "cache"), ...hubSettings };
}

describe("the executable pulls a model", () => {
  test("through a redirect, cut in the middle, and verifies what it has", async () => {
    using program = new Program();
    const env = environment(program);
    storage.fault = (_, gets) => (gets === 0 ? { cutAfter: 1_000_000, how: "end" } : null);
    const pulled = await program.run(["models", "pull", WORD], "", env);
    const path = join(program.folder, "cache", "stream-tts-bun", "models", `${NAME}.gguf`);
    expect(pulled.stderr).toContain("trying again in 1 s");
    expect(pulled).toMatchObject({ code: 0, stdout: `${path}\n` });
    expect(readFileSync(path).equals(FILE)).toBe(true);
    expect(hub.seen.every(({ headers }) => headers.authorization === `Bearer ${TOKEN}`)).toBe(true);
    expect(JSON.stringify(storage.seen)).not.toContain(TOKEN);
    expect(storage.ranges.length).toBe(2);
    expect(storage.ranges[1]?.[0]).toBeGreaterThan(0);

    const verified = await program.run(["models", "verify", NAME, "--json"], "", env);
    expect(JSON.parse(verified.stdout)).toMatchObject({ path, sha256: sha256(FILE), matches: "pinned" });

    const asked = hub.seen.length;
    expect(await program.run(["models", "pull", WORD], "", env)).toMatchObject({ code: 0, stderr: "" });
    expect(hub.seen.length).toBe(asked);
  });

  test("or says why it cannot", async () => {
    using program = new Program();
    hub.fault = () => ({ status: 403, headers: { "X-Error-Code": "GatedRepo" } });
    const { code, stdout, stderr } = await program.run(["models", "pull", WORD], "", environment(program));
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("(FETCH_DENIED)");
    expect(stderr).toContain(`accept them at ${hub.address()}/Org/Model-GGUF`);
    expect(existsSync(join(program.folder, "cache", "stream-tts-bun", "models", `${NAME}.gguf`))).toBe(false);
  });
});
