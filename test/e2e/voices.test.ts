import { expect, setDefaultTimeout, test } from "bun:test";
import { heard } from "./echo.ts";
import { LIMIT_MS, Program } from "./program.ts";

setDefaultTimeout(LIMIT_MS);

const said = (text: string, agent: string | null) =>
  `${JSON.stringify({
    type: "assistant",
    session_id: "s1",
    parent_tool_use_id: agent,
    message: { content: [{ type: "text", text }] },
  })}\n`;
const task = { tool_use_id: "toolu_01", task_id: "b42", subagent_type: "Explore" };
const started = `${JSON.stringify({ type: "system", subtype: "task_started", session_id: "s1", ...task })}\n`;
/** Three agents say the same. */
const stream = started + said("一です。", null) + said("一です。", "toolu_01") + said("一です。", "toolu_02");

/** A voice that cannot say it, so that the sound tells who has which. */
const MUTE = "echo:fail@一";

test.each<[string, number[]]>([
  [`main=${MUTE}`, [0]],
  [`agents=${MUTE}`, [1, 2]],
  [`toolu_02=${MUTE}`, [2]],
  [`explore=${MUTE}`, [1]],
  [`agents=${MUTE},explore=echo`, [2]],
])("--voices %s", async (voices, mute) => {
  using program = new Program();
  const flags = ["--no-translate", "--agents", "all", "--voice", "echo", "--voices", voices];
  const { code } = await program.run([...flags, "--output", program.wav], stream);
  expect(program.events("fault").map(({ id }) => id)).toEqual(mute);
  expect(heard(program.samples())).toBe("一です。".repeat(3 - mute.length));
  expect(code).toBe(1);
});

test("a voice that is not here is told with those that are", async () => {
  using program = new Program();
  const { code, stderr } = await program.run(["--no-translate", "--voices", "agents=nobody"], stream);
  expect(stderr).toContain("VOICE_UNKNOWN");
  expect(stderr).toContain("mei");
  expect(code).toBe(1);
});
