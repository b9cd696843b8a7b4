import type { TranslatedPiece } from "./translating.ts";

/**
 * What coding assistants say all the time, each translated by hand: without a model it is instant, and it is never
 * wrong. Only sentences whose Japanese is the same in every context are here.
 */
const FREQUENT: readonly (readonly [ja: string, ...en: string[]])[] = [
  ["完了しました。", "done", "all done", "completed", "complete", "finished", "it's done", "this is done"],
  ["はい。", "yes", "yes, it is", "yes, it does", "yep", "yeah"],
  ["いいえ。", "no"],
  ["はい、わかりました。", "ok", "okay", "sure", "sure thing", "of course", "certainly", "absolutely"],
  ["わかりました。", "got it", "understood", "i understand", "i see", "noted"],
  ["了解しました。", "will do", "on it"],
  ["修正しました。", "fixed", "it's fixed", "that's fixed", "it is fixed now", "fixed it"],
  ["更新しました。", "updated"],
  ["追加しました。", "added"],
  ["削除しました。", "removed", "deleted"],
  ["保存しました。", "saved"],
  ["成功しました。", "success", "it worked", "that worked", "it succeeded"],
  ["失敗しました。", "failed", "it failed", "that failed"],
  ["うまくいきませんでした。", "that didn't work", "it didn't work", "that did not work"],
  ["すばらしいです。", "great", "excellent", "perfect", "awesome", "wonderful", "amazing"],
  ["いいですね。", "nice", "good", "sounds good", "looks good", "that sounds good"],
  ["いい質問ですね。", "good question", "great question"],
  ["いい指摘ですね。", "good point", "great point", "good catch", "nice catch"],
  [
    "おっしゃるとおりです。",
    "you're right",
    "you are right",
    "you're absolutely right",
    "that's right",
    "exactly",
  ],
  ["そのとおりです。", "correct", "that's correct", "that is correct", "right"],
  ["申し訳ありません。", "sorry", "i'm sorry", "my apologies", "i apologize", "my mistake", "my bad"],
  ["ありがとうございます。", "thanks", "thank you", "many thanks", "thank you so much"],
  ["どういたしまして。", "you're welcome", "no problem"],
  ["こんにちは。", "hello", "hi", "hi there", "hello there"],
  ["続けます。", "continuing", "i'll continue", "i will continue", "let me continue"],
  ["始めましょう。", "let's start", "let's begin", "let's get started", "let's go"],
  ["確認します。", "checking", "let me check", "i'll check", "let me verify", "let me check that"],
  [
    "見てみます。",
    "let me see",
    "let me look",
    "let me take a look",
    "let me have a look",
    "i'll take a look",
  ],
  ["少しお待ちください。", "one moment", "just a moment", "please wait", "one moment please", "hold on"],
  [
    "テストを実行します。",
    "running the tests",
    "let me run the tests",
    "i'll run the tests",
    "now let me run the tests",
  ],
  ["テストを実行しています。", "running tests", "i'm running the tests"],
  [
    "すべてのテストが通りました。",
    "all tests pass",
    "all tests passed",
    "all the tests pass",
    "all tests are passing",
  ],
  ["テストが通りました。", "tests pass", "the tests pass", "tests passed", "the tests passed"],
  ["テストが失敗しました。", "tests failed", "the tests failed", "the test failed"],
  ["ビルドが成功しました。", "the build succeeded", "build succeeded", "the build passed"],
  ["ビルドが失敗しました。", "the build failed", "build failed"],
  ["問題ありません。", "no problems", "no issues", "no issues found", "everything is fine", "all good"],
  ["エラーはありません。", "no errors", "there are no errors", "no errors found"],
  ["変更はありません。", "no changes", "there are no changes", "nothing changed"],
  ["準備ができました。", "ready", "i'm ready", "everything is ready", "all set"],
  [
    "原因が分かりました。",
    "found it",
    "i found the cause",
    "i found the problem",
    "i found the issue",
    "i see the problem",
    "i see the issue",
  ],
  ["問題が見つかりました。", "i found a problem", "i found an issue"],
  ["まとめです。", "summary", "in summary", "here's a summary", "here is a summary", "here's the summary"],
  ["結果は次のとおりです。", "here are the results", "here's the result", "here is the result"],
  [
    "変更点は次のとおりです。",
    "here's what changed",
    "here is what changed",
    "here's what i changed",
    "changes made",
  ],
  ["手順は次のとおりです。", "here are the steps", "here's how", "here is how"],
  ["計画は次のとおりです。", "here's the plan", "here is the plan", "here's my plan"],
  ["次の手順です。", "next steps"],
  ["ほかに何かありますか。", "anything else?", "is there anything else?"],
  [
    "ほかにお手伝いできることはありますか。",
    "is there anything else i can help you with?",
    "is there anything else i can help with?",
  ],
  ["どう思いますか。", "what do you think?"],
  ["よろしいですか。", "is that ok?", "is that okay?", "is this ok?", "is this okay?"],
  ["続けますか。", "continue?", "shall i continue?", "should i continue?", "do you want me to continue?"],
  ["進めてもよろしいですか。", "should i proceed?", "shall i proceed?", "may i proceed?", "proceed?"],
  ["何をお手伝いしましょうか。", "how can i help?", "how can i help you?", "how can i help you today?"],
];

/** The same sentence however it is written: in any case, with either apostrophe, with any mark but a question's. */
function plain(en: string): string {
  return en
    .toLowerCase()
    .replaceAll("’", "'")
    .trim()
    .replace(/[.!:…]+$/, "");
}

const TRANSLATIONS = new Map(
  FREQUENT.flatMap(([ja, ...sentences]) => sentences.map((en) => [en, ja] as const)),
);

/** The Japanese of a sentence that assistants often say; null for any other. */
export function frequentTranslation(en: string): string | null {
  return TRANSLATIONS.get(plain(en)) ?? null;
}

/** What {@link frequentTranslation} says, as a translation that took no model; null where it says nothing. */
export function frequentPiece(en: string): TranslatedPiece | null {
  const ja = frequentTranslation(en);
  return ja === null ? null : { text: ja, tokens: 0, prefillUs: 0, decodeUs: 0 };
}

/** All sentences that have one, as they are listed: in lower case and without any mark but a question's. */
export const FREQUENT_SENTENCES: readonly string[] = FREQUENT.flatMap(([, ...sentences]) => sentences);
