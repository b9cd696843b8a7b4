import { kanaOfSounds, tidyKana } from "./sounds.ts";
import { SPELLING_RULES, type SpellingRule } from "./spelling_rules.ts";

type CompiledRule = { readonly spelling: string; readonly pattern: RegExp; readonly sounds: string };

function compile([spelling, after, before, sounds]: SpellingRule): CompiledRule {
  const source = `${before && `(?<=${before})`}${spelling}${after && `(?=${after})`}`;
  return { spelling, pattern: new RegExp(source, "y"), sounds };
}

const RULES_BY_LETTER = Map.groupBy(SPELLING_RULES.map(compile), ({ spelling }) => spelling.charAt(0));

function soundsOf(word: string): string {
  let sounds = "";
  for (let at = 0; at < word.length; ) {
    const rule = RULES_BY_LETTER.get(word.charAt(at))?.find(({ pattern }) => {
      pattern.lastIndex = at;
      return pattern.test(word);
    });
    sounds += rule?.sounds ?? "";
    at += rule?.spelling.length ?? 1;
  }
  return sounds;
}

/**
 * Guesses the katakana of an English word from its spelling alone, the way Japanese borrows words.
 *
 * @param word lower-case letters a-z; anything else is silent
 */
export function lettersToKana(word: string): string {
  return tidyKana(kanaOfSounds(soundsOf(word)));
}
