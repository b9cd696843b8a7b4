/** The phonemes of ARPAbet; each is one capital letter, or `[` to `g`, in dist/pronunciations.zst. */
const PHONEMES =
  "AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW B CH D DH F G HH JH K L M N NG P R S SH T TH V W Y Z ZH".split(
    " ",
  );
const FIRST_CODE = 0x41;

/** Follows a vowel with this stress; one without stress stands alone. */
const STRESSES: Readonly<Record<string, string>> = { 1: "1", 2: "2" };

/** One or two characters for each phoneme: `K AE1 T` is X B 1 a without the spaces. */
export function encodePhonemes(phonemes: string): string {
  return phonemes
    .split(" ")
    .map((phoneme) => {
      const at = PHONEMES.indexOf(phoneme.replace(/\d$/, ""));
      if (at < 0) throw new Error(`${phoneme} is no phoneme of ARPAbet`);
      return String.fromCharCode(FIRST_CODE + at) + (STRESSES[phoneme.slice(-1)] ?? "");
    })
    .join("");
}

/** What {@link encodePhonemes} has encoded, vowels with their stress. */
export function decodePhonemes(codes: string): readonly string[] {
  return Array.from(codes.matchAll(/([A-z])([12]?)/g), ([, code = "", stress]) => {
    const phoneme = PHONEMES[code.charCodeAt(0) - FIRST_CODE] ?? "";
    return phoneme + (/^[AEIOU]/.test(phoneme) ? stress || "0" : "");
  });
}
