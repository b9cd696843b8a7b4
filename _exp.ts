import { MORE } from "./_pairs.ts";
import { readFileSync, writeFileSync } from "node:fs";
import { Llm } from "./ffi/llm.ts";
import { locateModel } from "./src/models/locate.ts";
import { loadParts } from "./src/parts.ts";
import { japaneseMask } from "./src/translate/mask.ts";
import { QWEN_PROFILE } from "./src/translate/profile.ts";

const parts: any = loadParts();
const llm: any = Llm.open(parts.llm, parts.llamaFolder, locateModel(null).path, {
  contextTokens: 2048,
  sequences: 3,
  batchTokens: 128,
  threads: 2,
});
const wait = async (t: number, on?: (e: any) => void) => {
  for (;;) {
    const e = llm.next(50);
    if (e?.kind === "failed") throw new Error(e.why);
    if (e && e.ticket === t) {
      if (e.kind === "token") on?.(e);
      else return e;
    }
    if (!e) await Bun.sleep(0);
  }
};
await wait(0);
llm.mask(japaneseMask(llm.vocabularySize, (t: number) => llm.piece(t)));
const { system, examples } = QWEN_PROFILE as any;
const M = "\u2402U\u2403";
const chat = (sys: string, ex: any[]) => {
  const m = [{ role: "system", content: sys }];
  for (const e of ex) m.push({ role: "user", content: e.en }, { role: "assistant", content: e.ja });
  m.push({ role: "user", content: M });
  return llm.template(m).split(M) as [string, string];
};
const raw = (sys: string, ex: any[], a: string, b: string) => {
  let [p, s] = llm.template([
    { role: "system", content: sys },
    { role: "user", content: "Begin." },
  ])
    ? [
        llm.template([
          { role: "system", content: sys },
          { role: "user", content: "Begin." },
        ]),
        "",
      ]
    : ["", ""];
  for (const e of ex) p += a + e.en + b + e.ja + "\n";
  return [p + a, b] as [string, string];
};
const lines = (sys: string, ex: any[]) => raw(sys, ex, "", "\n");
const more=(n:number)=>[...MORE.slice(0,n).map(([en,ja])=>({en,ja})), ...examples];
const JS="あなたはプロの通訳です。コーディングアシスタントの英語を、正確で自然な話し言葉の日本語（です・ます調）に訳してください。";
const V: Record<string,()=>[string,string]> = {
 c10:()=>chat(system,more(10)), c20:()=>chat(system,more(20)), c30:()=>chat(system,more(30)), p30:()=>raw(system,more(30),"English: ","
Japanese: "), b30:()=>raw(system,more(30),"","
→"), l30:()=>lines(system,more(30)),
  chat: () => chat(system, examples),
  pairs: () => raw(system, examples, "English: ", "\nJapanese: "),
  bare: () => raw(system, examples, "", "\n→"),
  lines: () => lines(system, examples),
};
const which = process.argv.slice(2);
for (const name of which.length ? which : ["chat","c10","c30","p30"]) {
  const [pre, suf] = V[name]!();
  const P = llm.tokenize(pre, true),
    S = llm.tokenize(suf, true);
  llm.rollback(1, 0, 0);
  await wait(1);
  llm.append(2, 0, P);
  await wait(2);
  for (const set of ["assistant"]) {
    const src = readFileSync(`/work/shared/eval/${set}.tsv`, "utf8")
      .trim()
      .split("\n")
      .map((l) => l.split("\t")[0]!)
      .filter((x) => x !== "en");
    const out: string[] = [];
    const pf: number[] = [];
    let k = 10;
    for (const en of src) {
      let ja = "";
      llm.fork(++k, 0, 1);
      await wait(k);
      const w = llm.tokenize(en, false);
      llm.generate(++k, 1, 120, Int32Array.of(...w, ...S));
      let stop = false;
      const e = await wait(k, (t) => {
        if (stop) return;
        pf.push(t.prefillUs / 1000);
        const i = t.text.indexOf("\n");
        if (i >= 0) {
          ja += t.text.slice(0, i);
          if (ja.trim() !== "") {
            stop = true;
            llm.abort();
          }
        } else ja += t.text;
      });
      out.push(ja.trim());
      pf.push(0);
    }
    writeFileSync(`/tmp/out.${name}.${set}`, out.join("\n") + "\n");
    const m = pf.filter((x) => x > 0).sort((a, b) => a - b);
    console.log(name, set, "prefix", P.length, "suffix", S.length, "prefill median", m[m.length >> 1]);
  }
}
process.exit(0);
