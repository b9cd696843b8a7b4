import { expect, test } from "bun:test";
import { Casting } from "../../src/speech/casting.ts";
import { renderChain } from "../../src/speech/voice_spec.ts";

const casting = (list: string | undefined) =>
  Object.fromEntries(Array.from(Casting.parse(list), ([who, chain]) => [who, renderChain(chain)]));

test.each<[string, Record<string, string>]>([
  ["main=mei", { main: "mei" }],
  ["main=mei,agents=echo", { main: "mei", agents: "echo" }],
  [" Main = mei , Code Reviewer = echo ", { main: "mei", "code reviewer": "echo" }],
  ["toolu_01=echo:fail@a=b", { toolu_01: "echo:fail@a=b" }],
  ["main=kokoro,mei,code=nitech", { main: "kokoro,mei", code: "nitech" }],
  ["main=kokoro@rate=1.1,mei@pitch=2,agents=echo", { main: "kokoro@rate=1.1,mei@pitch=2", agents: "echo" }],
  ["main=mei,echo:fail@a=b,agents=echo", { main: "mei,echo:fail@a=b", agents: "echo" }],
  [
    "main=http://me@host/tts?speaker=3,https://host/v1?voice=a,mei",
    { main: "http://me@host/tts?speaker=3,https://host/v1?voice=a,mei" },
  ],
])("--voices %j", (list, expected) => {
  expect(casting(list)).toEqual(expected);
});

test("without --voices nobody has a voice of his own", () => {
  expect(casting(undefined)).toEqual({});
});

test.each([
  ["mei", "WHO=VOICE"],
  ["mei,main=echo", "WHO=VOICE"],
  ["=mei", "WHO=VOICE"],
  [" =mei", "WHO=VOICE"],
  [",", "WHO=VOICE"],
  ["main=mei,MAIN=echo", "WHO=VOICE"],
  ["main=", "NAME"],
  ["main= ", "NAME"],
  ["main=mei,", "NAME"],
  ["main=mei@rate=9", "the rate of a voice must be a number from 0.5 to 4"],
])("--voices %j is refused with the form that it has", (list, why) => {
  expect(Casting.safeParse(list).error?.issues[0]?.message).toContain(why);
});
