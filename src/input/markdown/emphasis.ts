const WORD = /[\p{L}\p{N}]/u;
const ASCII_WORD = /[A-Za-z0-9]/;
const BLANK = /^\s?$/;

/** What a mark of emphasis can stand before: not the rest of `*.ts` or `**` + `/`, nor the end of a word. */
const OPENED_BY = /[\p{L}\p{N}\p{So}\p{Ps}\p{Pi}"'`*_~\\$@#<&+-]|[^\x20-\x7e]/u;
/** What it can stand behind: not the full stop of the pattern `.*`. */
const OPENED_AFTER = /^$|[\s([{"'“‘*_~:>|–—-]|[^\x20-\x7e]/;
/** A bold path, but not the asterisks of a file pattern. */
const STRONG_PATH = /^(?:\.|\/[^*])/;

/**
 * Tells emphasis marks of one paragraph from the same characters used as themselves (snake_case, 2*3, *.ts).
 *
 * CommonMark's flanking rules (section 6.2), made decidable at once: whether an opening mark will ever be closed is not
 * known while the text still streams, so a mark that looks like an opening one counts as one. An asterisk between two
 * letters or digits is never emphasis here.
 */
export class Emphasis {
  #asterisks = 0;
  #underscores = 0;
  #struck = false;

  /**
   * Whether a run of `length` marks is emphasis and so not spoken.
   *
   * @param before the character before the run, "" at the start of a paragraph
   * @param after the character behind it, "" at its end; of a slash the one behind that, too
   */
  isMark(mark: string, length: number, before: string, after: string): boolean {
    const closes = !BLANK.test(before);
    const next = after.charAt(0);
    const opens = !BLANK.test(next) && OPENED_AFTER.test(before);
    if (mark === "~") {
      if (length !== 2 || !(this.#struck ? closes : !BLANK.test(next))) return false;
      this.#struck = !this.#struck;
      return true;
    }
    if (mark === "_") {
      if (this.#underscores > 0 && closes && !WORD.test(next)) {
        this.#underscores = Math.max(0, this.#underscores - length);
        return true;
      }
      if (!opens || WORD.test(before) || !OPENED_BY.test(next)) return false;
      this.#underscores += length;
      return true;
    }
    if (length === 1 && ASCII_WORD.test(before) && ASCII_WORD.test(next)) return false;
    if (this.#asterisks > 0 && closes) {
      this.#asterisks = Math.max(0, this.#asterisks - length);
      return true;
    }
    const isPath = length > 1 && STRONG_PATH.test(after);
    const starts = OPENED_BY.test(next) || isPath;
    if (!opens || !starts) return false;
    this.#asterisks += length;
    return true;
  }
}
