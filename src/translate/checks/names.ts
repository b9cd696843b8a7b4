import { missingIdentifiers } from "./faults.ts";

/**
 * Japanese in which names of several parts stand as the English writes them: small models put a part of one into kana now
 * and then (スケジューラー.ts, メッセージ_sent), which sounds the same and cannot be searched for.
 */
export function withNamesAsWritten(en: string, ja: string): string {
  return missingIdentifiers(en, ja).reduce((mended, name) => {
    const parts = name.split(/([._])/);
    if (parts.length === 1) return mended;
    const written = parts
      .map((part) => (/^[._]$/.test(part) ? `\\${part}` : `(?:${part}|[ァ-ヶー]+)`))
      .join("");
    return mended.replace(new RegExp(`(?<![\\wァ-ヶー])${written}(?!\\w)`, "i"), () => name);
  }, ja);
}
