import { afterAll, describe, expect, test } from "bun:test";
import { configOf } from "../../src/config/config_of.ts";
import { AppError } from "../../src/errors.ts";
import { ConfigFolder, rejection } from "./config_folder.ts";

const folder = new ConfigFolder();
afterAll(() => folder[Symbol.dispose]());

/** What is said of a file with one mistake. */
async function mistake(name: string, text: string): Promise<{ what: string; why: string }> {
  const path = folder.write(name, text);
  const error = await rejection(configOf(path));
  if (!(error instanceof AppError)) throw new Error(`${JSON.stringify(text)} is taken: ${error}`);
  expect({ code: error.code, fix: error.fix }).toEqual({
    code: "USAGE",
    fix: expect.stringContaining(path),
  });
  return { what: error.what.replace(`${path}:`, ""), why: error.why };
}

const ANNOUNCEMENTS = "must be one or more of tools, errors, permission, parted by commas";
const TEXT = "must be a text in quotes";

/** A test for a row of a table. */
const refusedIn = (name: string) => (text: string, what: string, why: string) =>
  test(`${JSON.stringify(text.slice(0, 60))} is refused at ${what}`, async () => {
    const found = await mistake(name, text);
    expect(found.what).toBe(what);
    expect(found.why).toContain(why);
  });

describe.each<[text: string, what: string, why: string]>([
  ['\n\nvoise = "mei"', "3:1: voise is no setting", "there is voice, voices"],
  ["no_translate = true", "1:1: no_translate is no setting", "there is no-translate"],
  ["Rate = 1", "1:1: Rate is no setting", "there is rate"],
  ['zzzzzzzz = "a"', "1:1: zzzzzzzz is no setting", "flags stand here by their long names"],
  ['constructor = "a"', "1:1: constructor is no setting", ""],
  ["rate = 9", "1:8: rate does not take 9", "must be a number from 0.5 to 4"],
  ["rate = true", "1:8: rate does not take true", "must be a number from 0.5 to 4"],
  ["rate = inf", "1:8: rate does not take Infinity", "must be a number from 0.5 to 4"],
  ["rate = nan", "1:8: rate does not take NaN", "must be a number from 0.5 to 4"],
  ["rate = [1]", "1:8: rate does not take this list", "must be a number from 0.5 to 4"],
  ['rate = "fast"', '1:8: rate does not take "fast"', "must be a number from 0.5 to 4"],
  ["rate.slow = 1", "1:1: rate does not take a table", "must be a number from 0.5 to 4"],
  ["threads = 1.5", "1:11: threads does not take 1.5", "must be a whole number from 1 to 256, or auto"],
  ["threads = 0", "1:11: threads does not take 0", "must be a whole number from 1 to 256, or auto"],
  ["flush-after = 0", "1:15: flush-after does not take 0", "must be a number from 0.05 to 86400, or none"],
  ["[bench]\nrounds = 2.5", "2:10: rounds does not take 2.5", "must be a whole number from 1 to 100"],
  ['code = "reed"', '1:8: code does not take "reed"', "must be one of announce, skip, read"],
  ['tee = "yes"', '1:7: tee does not take "yes"', "must be true or false"],
  ["tee = 1", "1:7: tee does not take 1", "must be true or false"],
  ["model = 5", "1:9: model does not take 5", TEXT],
  ['model = ""', '1:9: model does not take ""', "must not be empty"],
  ['model = ["a"]', "1:9: model does not take this list", TEXT],
  ["model = 2026-01-02", "1:9: model does not take 2026-01-02", TEXT],
  ['announce = "tool"', '1:12: announce does not take "tool"', ANNOUNCEMENTS],
  ['announce = ["errors",\n  "tool"]', '2:3: announce does not take "tool"', ANNOUNCEMENTS],
  ['voice = ["mei", 3]', "1:17: voice does not take 3", "each must be a text in quotes"],
  ['voice = ["mei", "a,b"]', '1:17: voice does not take "a,b"', "without a comma"],
  ['voice = ["mei", [ "a" ]]', "1:17: voice does not take this list", "each must be a text in quotes"],
  ["[voices]\nmain = 3", "2:8: voices.main does not take 3", "or a list of such"],
  ["[voices]\nmain = []", "2:8: voices.main does not take this list", "or a list of such"],
  ["[voices.main]\na = 1", "1:9: voices.main does not take a table", "or a list of such"],
  ['[voices]\n"a=b" = "mei"', "2:1: a=b is no name for voices", "signs of equality"],
  ['[voices]\nMain = "mei"\nmain = "mei"', "1:2: voices does not take a table", "once"],
  ['config = "a.toml"', "1:1: config cannot be set in a file", "on a command line only"],
  ["[serve]\ninstall = true", "2:1: install cannot be set in a file", "on a command line only"],
  ["serve = true", "1:1: serve is a command and no setting", "in a table [serve]"],
  ["[serv]\nrate = 1", "1:2: serv is no setting", "there is serve"],
  ['["models pull"]\nfrom = "packages"', "1:2: models pull is no setting", "there is models.pull"],
  ["[[serve]]\nrate = 1", "1:3: serve is a command and no setting", "in a table [serve]"],
  ['[serve]\ninput = "text"', "2:1: input is no setting of serve", "it is for speak, translate only"],
  ["[status]\njsn = true", "2:1: jsn is no setting of status", "there is json"],
  ["[status]\nzzzzzz = true", "2:1: zzzzzz is no setting of status", "there is json"],
  ["[stop]\nzzzzzz = true", "2:1: zzzzzz is no setting of stop", "stop has none"],
  ["[models]\npul = 1", "2:1: pul is no setting of models", "models has none"],
  ["[models.pull]\nfrom = 1", "2:8: from does not take 1", "must be one of hugging-face, packages"],
  ['translator = ["http://me:secret@host"]', "1:14: translator does not take this list", TEXT],
])("config.toml", refusedIn("config.toml"));

describe.each<[text: string, what: string, why: string]>([
  ["rate = \n", "2:1: this is not TOML", "Unspecified"],
  ["a = 1\r\nb = 'x", "2:7: this is not TOML", "Unterminated"],
  ["rate = 1\nrate = 2", "2:1: this is not TOML", "multiple times"],
  ["[serve]\n[serve]", "2:2: this is not TOML", "multiple times"],
  ["\u{feff}rate = x", "1:8: this is not TOML", ""],
  ["日 = 1", "1:1: this is not TOML", ""],
  ['voice = "\u0000"', "1:10: this is not TOML", ""],
  [`a = ${"[".repeat(30_000)}${"]".repeat(30_000)}`, "1:1: this is not understood", "nested too deeply"],
])("config.toml", refusedIn("config.toml"));

describe.each<[text: string, what: string, why: string]>([
  ['{\n  "voise": "mei"\n}', "2:3: voise is no setting", "there is voice, voices"],
  ['{\r\n  "rate":\r\n 9 }', "3:2: rate does not take 9", "must be a number from 0.5 to 4"],
  ['{ "model": null }', "1:12: model does not take null", TEXT],
  ['{ "rate": 1,\n  "rate": 2 }', "2:3: rate stands here again", "in line 1"],
  ['{ "serve": { "rate": 1,\n  "rate": 2 } }', "2:3: rate stands here again", "in line 1"],
  ['{ "models": { "pull": { "from": "a" } } }', '1:33: from does not take "a"', "hugging-face, packages"],
  ['{ "models pull": { "from": "packages" } }', "1:3: models pull is no setting", "models.pull"],
  ['{ "__proto__": 1 }', "1:3: __proto__ is no setting", ""],
  ["{ rate: 1 }", "1:3: this is not JSON", "none of JSON"],
  ['{ "rate": 1,\n }', "2:2: this is not JSON", "double quotes"],
  ['{ "rate" 1 }', "1:10: this is not JSON", "a colon is missing"],
  ['{ "rate": 1\n "tee": true }', "2:2: this is not JSON", "a comma is missing"],
  ['{ "rate": 1', "1:12: this is not JSON", "a closing brace is missing"],
  ['{ "rate": 01 }', "1:12: this is not JSON", ""],
  ['// a\n{ "rate": 1 }', "1:1: this is not JSON", "no comments"],
  ['{ "rate": 1 } {}', "1:15: this is not JSON", "nothing may follow"],
  ['{ "voice": "a\n" }', "1:12: this is not JSON", "no closing quote"],
  ['["rate"]', "1:1: there are no settings here", "in an object"],
  ["1", "1:1: there are no settings here", "in an object"],
  [`{ "a": ${"[".repeat(60_000)}`, "1:1: this is not understood", "nested too deeply"],
])("config.json", refusedIn("config.json"));

test("all mistakes are told of at once, in the order of their lines", async () => {
  const text = '[serve]\nrate = 9\n[speak]\ninstall = true\nrate = 5\ncode = "a"\n';
  const { what, why } = await mistake("config.toml", text);
  expect(what).toMatch(/^4 things are wrong in .*config\.toml$/);
  const lines = why.split("\n").map((line) => /config\.toml:(\d+:\d+): (\S+)/.exec(line)?.slice(1));
  expect(lines).toEqual([
    ["2:8", "rate"],
    ["4:1", "install"],
    ["5:8", "rate"],
    ["6:8", "code"],
  ]);
});

test("of more than ten, ten are told of", async () => {
  const text = Array.from({ length: 13 }, (_, n) => `wrong-${n} = 1\n`).join("");
  const { what, why } = await mistake("config.toml", text);
  expect(what).toStartWith("13 things are wrong");
  expect(why.split("\n").length).toBe(11);
  expect(why).toEndWith("and 3 more");
});

test("a mistake does not tell the secrets that are in it", async () => {
  const { what } = await mistake("config.json", '{ "code": "http://me:secret@host/" }');
  expect(what).toBe('1:11: code does not take "http://***@host/"');
});
