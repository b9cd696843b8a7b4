import { describe, expect, test } from "bun:test";
import { checkedClauses, type TranslationFault } from "../../src/translate/checked.ts";
import { Endpoint } from "../../src/translate/remote/endpoint.ts";
import { RemoteTranslator } from "../../src/translate/remote/remote_translator.ts";
import { aborted, said, serve, stream, streamed } from "./remote_server.ts";

const EN = "If it fails, I changed 42 files in src/app.ts.";
const WHOLE = "失敗した場合、src/app.tsで42個のファイルを変更しました。";

const remote = (url: string) => new RemoteTranslator(Endpoint.parse(url, undefined), {}, () => {});

/** What a listener hears, and what was done about faults. */
async function checked(translator: RemoteTranslator, en = EN) {
  const faults: TranslationFault[] = [];
  let ja = "";
  const { signal } = new AbortController();
  for await (const clause of checkedClauses(en, translator, signal, (fault) => faults.push(fault)))
    ja += clause.ja;
  return { ja, faults };
}

describe("a faulty translation is mended as a worker's is", () => {
  const FAULTY = "失敗した場合、src/app.tsで多くのファイルを変更しました。";

  test("by one that begins as what was said, behind a note", async () => {
    const { url, completions } = serve([() => said(...FAULTY), () => said(...WHOLE)]);
    const { ja, faults } = await checked(remote(url));
    expect(ja).toBe(WHOLE);
    expect(faults).toEqual([{ faults: ["number"], mended: "again" }]);
    expect(completions[1]?.body.messages?.at(-1)?.content).toBe(`${EN}\n（42）`);
  });

  test("by a correction, where every better one begins otherwise", async () => {
    const other = "失敗したら、src/app.tsで42個のファイルを変更しました。";
    const { url, completions } = serve([() => said(...FAULTY), () => said(...other)]);
    const { ja, faults } = await checked(remote(url));
    expect(ja).toBe(`失敗した場合、src/app.tsで訂正します。${other}`);
    expect(faults).toEqual([{ faults: ["number"], mended: "corrected" }]);
    expect(completions.length).toBe(3);
  });

  test("by a warning, where none is better", async () => {
    const { url } = serve([() => said(...FAULTY)]);
    const { ja, faults } = await checked(remote(url));
    expect(ja).toBe(`${FAULTY}今の訳は、確かではありません。`);
    expect(faults).toEqual([{ faults: ["number"], mended: "doubted" }]);
  });

  const unspeakable: [string, string][] = [
    ["Chinese characters", "泄漏个问题，已经这样。"],
    ["Cyrillic", "Это失敗です。"],
    ["a character that was cut", "失敗し\ufffdた場合です。"],
    ["English", "If it fails I changed the files"],
    ["nothing", "\n"],
  ];
  test.each(unspeakable)("%s is not said, and is asked for once", async (_, answer) => {
    const { url, completions } = serve([() => said(...answer)]);
    const { ja, faults } = await checked(remote(url), "It fails on this machine.");
    expect(ja).toBe("この文は、うまく訳せませんでした。");
    expect(faults.map(({ mended }) => mended)).toEqual(["untranslatable"]);
    // Greedy decoding would say the same again.
    expect(completions.length).toBe(1);
  });

  test("a loop is left as soon as it is one", async () => {
    const { url, completions } = serve([
      () => streamed((controller) => controller.enqueue(stream([..."失敗した場合、".repeat(9)]))),
    ]);
    const { ja, faults } = await checked(remote(url), "It fails on this machine.");
    expect(ja).toEndWith("この文は、うまく訳せませんでした。");
    expect(ja.split("失敗した場合").length).toBeLessThan(4);
    expect(faults.map(({ mended }) => mended)).toEqual(["untranslatable"]);
    await aborted(completions[0]?.signal);
  });
});
