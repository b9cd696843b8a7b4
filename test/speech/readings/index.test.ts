import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { toReading } from "../../../src/speech/readings/index.ts";

/** Characters of words that are written in another form, though they are plain Japanese. */
const MENDED = /[件分値空表行親等括]/;

type Row = readonly [text: string, reading: string];

const tables: Readonly<Record<string, readonly Row[]>> = {
  "words in a Japanese clause": [
    ["この関数はnullを返します。", "この関数はヌルを返します。"],
    [
      "main branchにmergeする前にrebaseしてください。",
      "メインブランチにマージする前にリベースしてください。",
    ],
    ["useEffect hookの中でstateを更新", "ユーズエフェクトフックの中でステートを更新"],
    ["IT業界とit", "アイティー業界とイット"],
    ["this is a test", "ディスイズアテスト"],
    ["GitHub ActionsのCI", "ギットハブアクションズのシーアイ"],
    ["C++とC#と.NET", "シープラスプラスとシーシャープとドットネット"],
    ["CI/CDとI/OとTCP/IP", "シーアイシーディーとアイオーとティーシーピーアイピー"],
    ["Node.js 22.1.0が必要", "ノードジェーエス22テン1テン0が必要"],
    ["ＡＰＩとｎｐｍ", "エーピーアイとエヌピーエム"],
    ["caféとnaïve", "カフェとナイーブ"],
    ["αとβ", "アルファとベータ"],
  ],
  "names, files and paths": [
    ["main.cppを編集", "メインドットシープラスプラスを編集"],
    ["README.mdと.env", "リードミードットエムディーとドットエンブ"],
    ["src/input/lines.tsを修正", "ソース、インプット、ラインズドットティーエスを修正"],
    ["./src/main.ts:42:10で", "ソース、メインドットティーエスの42行目で"],
    ["true/false", "トゥルースラッシュフォルス"],
    ["/helpを入力", "スラッシュヘルプを入力"],
    [
      "user_idとgetHTTPResponseとmy-component",
      "ユーザーアイディーとゲットエイチティーティーピーレスポンスとマイコンポーネント",
    ],
    ["https://example.com/a/b?c=1#dを参照", "イグザンプルドットコムを参照"],
    ["localhost:3000", "ローカルホストのポート3000"],
    ["user@example.com", "ユーザーアットイグザンプルドットコム"],
    ["@types/nodeとreact@18.2.0", "アットタイプススラッシュノードとリアクト18テン2テン0"],
    ["Qwen2.5-Coder-7B", "クウェン2.5コーダー7ビー"],
    ["llama-3.1-8b", "ラマ3.1、8ビー"],
    ["--verboseと-pと$HOME", "バーボーズとマイナスピーとホーム"],
    ["*.tsと*強調*", "アスタリスクドットティーエスと強調"],
  ],
  "numbers left to Open JTalk": [
    ["3つのうち12件と5台", "3つのうち12件と5台"],
    ["3 つと 12 件", "3つと12件"],
    ["比は3.14と0.5", "比は3.14と0.5"],
    ["１２３個", "123個"],
  ],
  "numbers rewritten": [
    ["1,117件", "1117件"],
    ["v1.2.3と2.0.1", "バージョン1テン2テン3とバージョン2テン0テン1"],
    ["バージョン1.2.3", "バージョン1テン2テン3"],
    ["1.0.0-rc.2", "バージョン1テン0テン0アールシー2"],
    ["20.xとv2", "バージョン20系とバージョン2"],
    ["127.0.0.1:8080", "127テン0テン0テン1のポート8080"],
    ["35%、24/7", "35パーセント、24時間週7日"],
    ["1/2と45/48", "2ブンの1と48ブンの45"],
    ["10-20件、10〜20件、5ms-10ms", "10から20件、10から20件、5ミリ秒から10ミリ秒"],
    ["10:30と10:05と9:00", "10時30分と10時5分と9時"],
    ["16:9", "16対9"],
    ["2026-11-23と2026/1/5", "2026年11月23日と2026年1月5日"],
    ["2026-11-23T10:30:15Z", "2026年11月23日10時30分15秒"],
    ["0x1F", "ゼロエックスイチエフ"],
    ["#123", "ナンバー123"],
    ["コミットa1b2c3d4e5f6", "コミットエーイチビーニーシーサンディー"],
    [
      "120 ms、3s、1.5GB、512MiB、44.1kHz、16px、3x、25°C",
      "120ミリ秒、3秒、1.5ギガバイト、512メビバイト、44.1キロヘルツ、16ピクセル、3倍、25度",
    ],
    ["5MB/s", "5メガバイト毎秒"],
    ["1h30mと5m30s", "1時間30分と5分30秒"],
    ["-5度、5-3", "マイナス5度、5から3"],
    ["$10.50と¥1,000", "10.50ドルと1000円"],
    [">=18と<5ms", "18以上と5ミリ秒未満"],
    ["~100件", "約100件"],
    ["1920x1080", "1920かける1080"],
    ["2^10とn²", "2の10乗とエヌの2乗"],
    ["1st、3rd", "1番目、3番目"],
    ["1234567890123", "イチニーサンヨンゴーロクナナハチキューゼロイチニーサン"],
    ["03-1234-5678", "ゼロサンのイチニーサンヨンのゴーロクナナハチ"],
    ["①②と½とⅢ", "1、2と2ブンの1と3"],
  ],
  "counters that Open JTalk voices wrongly": [
    ["3件と13件と1000件と2件", "サンケンと13ケンと1000ケンと2件"],
    ["3分の1と三分の一", "3ブンの1と三ブンの一"],
    ["事件は30分後", "事件は30分後"],
  ],
  "kanji that Open JTalk takes for another word": [
    ["この値は空の値と違います", "このアタイはカラのアタイと違います"],
    ["戻り値、初期値、しきい値とnull値", "戻り値、初期値、しきい値とヌル値"],
    ["値段と値上げの価値", "値段と値上げの価値"],
    ["リストが空かどうか、空でない場合", "リストがカラかどうか、カラでない場合"],
    ["空文字列と空配列を返す", "カラ文字列とカラ配列を返す"],
    ["空行、空白、空き、青空、空の旅、空が青い", "空行、空白、空き、青空、空の旅、空が青い"],
    ["表の行を、次の表1に", "ヒョーの行を、次のヒョー1に"],
    ["表示を表す表と裏、発表、対応表", "表示を表す表と裏、発表、対応表"],
    ["一行ずつ各行に、行末まで", "1行ずつ各ギョーに、ギョーマツまで"],
    ["一行う、各行った、複数行います", "一行う、各行った、複数行います"],
    ["親プロセスと親要素、親子と親切", "オヤプロセスとオヤ要素、親子と親切"],
    ["冪等で、べき等な、直すべき等", "ベキトーで、ベキトーな、直すべき等"],
    ["角括弧と丸括弧", "カク括弧と丸括弧"],
  ],
  signs: [
    ["a == b && c", "エーイコールビーアンドシー"],
    ["x != 1", "エックスノットイコール1"],
    ["a > bなら", "エー大なりビーなら"],
    ["A -> B、3→5", "エー、ビー、3から5"],
    ["cat | grep", "キャットパイプグレップ"],
    ["foo()とbar(x, y)", "フーとバー（エックス、ワイ）"],
    ["Array<string>", "アレイストリング"],
    ["注意: 次", "注意、次"],
  ],
  punctuation: [
    ["Hello, world! How are you?", "ハロー、ワールド！ハウアーユー？"],
    ["終わり.", "終わり。"],
    ["...待って", "…待って"],
    ["【重要】次の「引用」（補足）", "重要、次の「引用」（補足）"],
    ["完了🎉しました ✅", "完了しました"],
    ["Привет、안녕", "、"],
  ],
};

for (const [name, rows] of Object.entries(tables)) {
  test.each(rows.map(([text, reading]) => ({ text, reading })))(`${name}: $text`, ({ text, reading }) => {
    expect(toReading(text)).toBe(reading);
  });
}

describe("any text", () => {
  const fragments = [
    "v1.2.3",
    "10",
    "3",
    "-",
    "〜",
    "件",
    "分の",
    "値",
    "空",
    "表",
    "の",
    "一行",
    "親",
    "x",
    "src/a.ts",
    "C++",
    "2026-11-23",
    ":",
    ".",
    ",",
    " ",
    "#",
    "%",
    "e",
    "ms",
    "*",
    "^",
    "(",
    ")",
    "'s",
    "@",
    "、",
    "漢字",
    "カナ",
    "①",
    "é",
  ];
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: "binary" }),
    fc.array(fc.constantFrom(...fragments)).map((parts) => parts.join("")),
  );

  test("keeps no Latin letter, and reading it again changes nothing", () => {
    fc.assert(
      fc.property(text, (any) => {
        const reading = toReading(any);
        expect(reading).not.toMatch(/\p{Script=Latin}|\s/u);
        expect(toReading(reading)).toBe(reading);
      }),
      { numRuns: 3000 },
    );
  });

  test("keeps kana and kanji in their order between words of other scripts", () => {
    const japanese = fc.stringMatching(/^[ぁ-んァ-ヶー亜-腕]{1,8}$/).filter((part) => !MENDED.test(part));
    const foreign = fc.constantFrom("npm", " TypeScript ", "3.14", "getUserId", " == ", "🎉", "xylograph");
    fc.assert(
      fc.property(fc.array(fc.tuple(japanese, foreign)), (pairs) => {
        const reading = toReading(pairs.flat().join(""));
        let from = 0;
        for (const [part] of pairs) {
          const at = reading.indexOf(part, from);
          expect(at).toBeGreaterThanOrEqual(from);
          from = at + part.length;
        }
      }),
    );
  });

  test("that is plain Japanese stays as it is", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[ぁ-んァ-ヶー一-鿋、。！？「」（）・…]*$/).filter((s) => !MENDED.test(s)),
        (plain) => {
          expect(toReading(plain)).toBe(plain);
        },
      ),
    );
  });
});
