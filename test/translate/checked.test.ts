import { describe, expect, test } from "bun:test";
import { AppError } from "../../src/errors.ts";
import { checkedClauses, type TranslationFault } from "../../src/translate/checked.ts";
import type { Retry, Translates } from "../../src/translate/translating.ts";

/** Gives the translations of a list, one after another, a character a token, without what was said already. */
function scripted(translations: readonly string[], terms: readonly { en: string; ja: string }[] = []) {
  const retries: (Retry | undefined)[] = [];
  const source: Translates = {
    async *translate(_, __, retry) {
      const ja = (translations[retries.length] ?? "").slice(retry?.forced.length ?? 0);
      retries.push(retry);
      for (const [n, text] of [...ja].entries()) yield { text, tokens: n + 1, prefillUs: 1, decodeUs: 1 };
    },
    termsIn: () => terms,
  };
  return { source, retries };
}

async function translate(en: string, { source }: { source: Translates }) {
  const faults: TranslationFault[] = [];
  const clauses: string[] = [];
  let ends = 0;
  const { signal } = new AbortController();
  for await (const { ja, isLast } of checkedClauses(en, source, signal, (fault) => faults.push(fault))) {
    clauses.push(ja);
    if (isLast) ends++;
  }
  return { clauses, faults, ends };
}

const EN = "If it fails, I changed 42 files in src/app.ts.";

test("a translation without a fault is given out as it is, and asked for once", async () => {
  const script = scripted(["失敗した場合、src/app.tsで42個のファイルを変更しました。"]);
  const { clauses, faults } = await translate(EN, script);
  expect(clauses.join("")).toBe("失敗した場合、src/app.tsで42個のファイルを変更しました。");
  expect(faults).toEqual([]);
  expect(script.retries).toEqual([undefined]);
});

test("a fault at the end has what was not said yet translated again, with a note", async () => {
  const script = scripted([
    "失敗した場合、src/app.tsで多くのファイルを変更しました。",
    "失敗した場合、src/app.tsで42個のファイルを変更しました。",
  ]);
  const { clauses, faults, ends } = await translate(EN, script);
  expect(script.retries[1]?.forced).toStartWith("失敗した場合、");
  expect(script.retries[1]?.note).toBe("42");
  expect(clauses.join("")).toBe("失敗した場合、src/app.tsで42個のファイルを変更しました。");
  expect(faults).toEqual([{ faults: ["number"], mended: "again" }]);
  expect(ends).toBe(1);
});

test("where what was said stands in the way, the sentence is corrected aloud", async () => {
  const script = scripted([
    "失敗した場合は、もう一度お試しください。",
    "失敗した場合は、もう一度お試しください。",
    "失敗した場合に備えて、src/app.tsで42個のファイルを変更しました。",
  ]);
  const { clauses, faults } = await translate(EN, script);
  expect(clauses.join("")).toContain("訂正します。失敗した場合に備えて、src/app.tsで42個の");
  expect(faults[0]?.mended).toBe("corrected");
  expect(script.retries.at(-1)).toEqual({ forced: "", note: "42、app.ts" });
});

test("a number that cannot be had is told of", async () => {
  const lost = "ファイルを変更しました。";
  const { clauses, faults } = await translate("I changed 42 files.", scripted([lost, lost, lost]));
  expect(clauses.join("")).toBe(`${lost}今の訳は、確かではありません。`);
  expect(faults[0]?.mended).toBe("doubted");
});

test("what nobody could understand is not said at all", async () => {
  const english = "the tests pass on this machine";
  const { clauses, faults } = await translate("The tests pass here.", scripted([english, english]));
  expect(clauses.join("")).toBe("この文は、うまく訳せませんでした。");
  expect(faults[0]?.mended).toBe("untranslatable");
});

test("a small fault for which nothing better is found is kept, and said to its end", async () => {
  const plain = "キャッシュは再び動く。";
  const { clauses, faults } = await translate("The cache works again.", scripted([plain, plain]));
  expect(clauses.join("")).toBe(plain);
  expect(faults).toEqual([{ faults: ["style"], mended: "kept" }]);
});

test("a term of the user that is missing is asked for again", async () => {
  const translations = ["今動いているのは、ワーカーです。", "今動いているのは、作業者です。"];
  const script = scripted(translations, [{ en: "worker", ja: "作業者" }]);
  const { clauses } = await translate("What is running is the worker.", script);
  expect(clauses.join("")).toBe("今動いているのは、作業者です。");
  expect(script.retries[1]?.note).toBe("作業者");
});

test("a translation in two sentences is not taken for faulty after the first", async () => {
  const ja = "完了しました。42個のファイルを変更しました。";
  const script = scripted([ja]);
  expect((await translate("Done, and I changed 42 files.", script)).clauses.join("")).toBe(ja);
  expect(script.retries.length).toBe(1);
});

test("a second translation that fails leaves the first one whole", async () => {
  const { source } = scripted(["ファイルを変更していません。"]);
  const failing: Translates = {
    ...source,
    translate(text, signal, retry) {
      if (retry === undefined) return source.translate(text, signal);
      throw new AppError("WORKER_FAILED", { what: "no", why: "no", fix: "no" });
    },
  };
  const { clauses, faults } = await translate("I changed the files.", { source: failing });
  expect(clauses.join("")).toBe("ファイルを変更していません。");
  expect(faults).toEqual([{ faults: ["negation-added"], mended: "kept" }]);
});

describe("what a listener would stumble over", () => {
  test("counters from ten on are mended without asking again", async () => {
    const script = scripted(["42つのファイルを変更しました。"]);
    expect((await translate("I changed 42 files.", script)).clauses.join("")).toBe(
      "42個のファイルを変更しました。",
    );
    expect(script.retries.length).toBe(1);
  });

  test("an aborted sentence gives nothing more", async () => {
    const controller = new AbortController();
    const { source } = scripted(["失敗した場合、多くのファイルを変更しました。", "42個です。"]);
    const clauses: string[] = [];
    for await (const { ja } of checkedClauses(EN, source, controller.signal, () => {})) {
      clauses.push(ja);
      controller.abort();
    }
    expect(clauses.length).toBe(1);
  });
});
