import { missingIdentifiers } from "./faults.ts";

/**
 * Japanese in which the names of files stand as the English writes them: small models put a part of one into kana now and
 * then (スケジューラー.ts), which sounds the same and cannot be searched for.
 */
export function withNamesAsWritten(en: string, ja: string): string {
  return missingIdentifiers(en, ja).reduce((mended, name) => {
    const extension = /\.\w+$/.exec(name)?.[0];
    return extension === undefined
      ? mended
      : mended.replace(new RegExp(`[ァ-ヶー]+${RegExp.escape(extension)}(?!\\w)`), () => name);
  }, ja);
}
