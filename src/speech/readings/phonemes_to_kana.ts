import { alignLetters, type Sounded } from "./letter_alignment.ts";
import { PHONEME_RULES, type PhonemeRule } from "./phoneme_rules.ts";
import { kanaOfSounds, tidyKana } from "./sounds.ts";

type CompiledRule = { readonly pattern: RegExp; readonly sounds: string };

/** Rules match where a phoneme begins in a row of phonemes as phoneme_rules.ts describes it. */
function compile([phoneme, letters, after, before, sounds]: PhonemeRule): CompiledRule {
  const stressed = phoneme.replace(/([AEIOU][A-Z])(?![\w[])/g, "$1\\d");
  const spelled = letters === "" ? "[a-z]*" : `(?:${letters})`;
  const behind = before === "" ? "" : `(?<=${before.startsWith("^") ? "" : "(?:^| )"}${before})`;
  return {
    pattern: new RegExp(`${behind}(?:${stressed})=${spelled} ${after && `(?=${after})`}`, "y"),
    sounds,
  };
}

const RULES = PHONEME_RULES.map(compile);

function soundsOf(aligned: readonly Sounded[]): string {
  const row = aligned.map(({ phoneme, letters }) => `${phoneme}=${letters} `).join("");
  let sounds = "";
  let at = 0;
  for (const { phoneme, letters } of aligned) {
    const rule = RULES.find(({ pattern }) => {
      pattern.lastIndex = at;
      return pattern.test(row);
    });
    sounds += rule?.sounds ?? "";
    at += phoneme.length + letters.length + 2;
  }
  return sounds;
}

/**
 * The katakana of an English word as Japanese borrows it, by its phonemes and its spelling.
 *
 * @param word lower-case letters
 * @param phonemes ARPAbet, vowels with their stress
 */
export function phonemesToKana(word: string, phonemes: readonly string[]): string {
  return tidyKana(kanaOfSounds(soundsOf(alignLetters(word, phonemes))));
}
