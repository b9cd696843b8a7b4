import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { nearNames } from "../src/near_names.ts";

const VOICES = [
  "mei",
  "nitech",
  "kokoro",
  "jf_tebukuro",
  "jf_gongitsune",
  "jf_nezumi",
  "jf_alpha",
  "jm_kumo",
];

describe("names near a word", () => {
  test.each([
    ["kokorro", ["kokoro"]],
    ["KOKORO", ["kokoro"]],
    ["nitec", ["nitech"]],
    ["tebukuro", ["jf_tebukuro"]],
    ["jf_tebukro", ["jf_tebukuro"]],
    ["kumo", ["jm_kumo"]],
    ["mai", ["mei"]],
    ["me", ["mei"]],
    ["jf_nezumo", ["jf_nezumi"]],
    ["takumi", []],
    ["x", []],
    ["", []],
  ])("%p: %p", (word, names) => {
    expect(nearNames(word, VOICES)).toEqual(names);
  });

  test("are as many as are asked for, each once, the likeliest first", () => {
    expect(nearNames("rate", ["rated", "rates", "rate", "rate", "gate"], 3)).toEqual([
      "rate",
      "rated",
      "rates",
    ]);
    expect(nearNames("max_backlog", ["model", "max-backlog", "voice"])).toEqual(["max-backlog"]);
  });

  test("a name with a letter too many, too few or another is found", () => {
    const letters = fc.string({ unit: fc.constantFrom(..."abcdefgh"), minLength: 4, maxLength: 12 });
    fc.assert(
      fc.property(letters, fc.nat(), fc.nat(1), fc.constantFrom("", "x"), (name, at, taken, put) => {
        const place = at % name.length;
        const written = name.slice(0, place) + put + name.slice(place + taken);
        expect(nearNames(written, ["model", name, "voice"])).toContain(name);
      }),
    );
  });
});
