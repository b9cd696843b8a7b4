import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { wordsOf } from "../../scripts/testing/resident.ts";
import { ServicePlace } from "../../scripts/testing/running_service.ts";
import { ConfigFolder } from "../config/config_folder.ts";
import { heard } from "./echo.ts";
import { LIMIT_MS, Program } from "./program.ts";

setDefaultTimeout(LIMIT_MS);

const folder = new ConfigFolder();
afterAll(() => folder[Symbol.dispose]());

const TEXT = "これは一番です。";

test.each([
  ["config.toml", 'voice = ["echo"]\nno-translate = true\n[speak]\noutput = "out.wav"\n'],
  ["config.json", '{ "voice": "echo", "no-translate": true, "speak": { "output": "out.wav" } }'],
])("the executable speaks as %s in the usual place says", async (name, text) => {
  using program = new Program();
  const home = folder.home({ [name]: text });
  const { code, stderr } = await program.run(["--output", program.wav], TEXT, { XDG_CONFIG_HOME: home });
  expect({ code, stderr, said: heard(program.samples()) }).toEqual({ code: 0, stderr: "", said: TEXT });
});

test("a service that is started for a pipe reads the file that the pipe was given", async () => {
  using place = new ServicePlace();
  using program = new Program();
  const config = folder.write("own.toml", 'voice = "echo"\n[serve]\nno-translate = true\noutput = "null"\n');
  const flags = ["--config", config, "--no-translate", "--spawn", "--server", "require"];
  const run = await program.run([...flags, "--output", program.wav], TEXT, place.env);
  expect({ code: run.code, stderr: run.stderr, said: heard(program.samples()) }).toEqual({
    ...{ code: 0, stderr: "", said: TEXT },
  });
  const [service = 0] = place.services();
  expect(wordsOf(service).join(" ")).toContain(`--config ${config}`);
  expect((await place.status())?.model ?? null).toBeNull();
});

test("the service does not start with a file that is wrong, and says why", async () => {
  using place = new ServicePlace();
  const config = folder.write("wrong.toml", "rate = 9\n");
  const { code, stderr } = await place.run(["serve", "--config", config]);
  expect(code).toBe(2);
  expect(stderr).toContain(`${config}:1:8: rate does not take 9 (USAGE)`);
});
