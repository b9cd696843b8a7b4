/** Takes one block of an agent's text as it arrives, and speaks it. */
export interface TextSink {
  /**
   * The beginning of the sentence that is open now, as far as its words are certain. White space at the end tells that
   * the last word is whole. With a mark at the end it is the whole sentence, if it ends there.
   */
  readonly open: string;
  /** @param stamp when the text was read, in ms */
  write(text: string, stamp: number): void;
  /** The block is over: what is still open is spoken. */
  end(): void;
  /** Nothing has come for a while: what is open is spoken as if the text ended here; it may still go on. */
  flush(): void;
  /** Keeps silent about the sentence that is open now. */
  forget(): void;
}

/** Takes what is to be said, in order. Times are those at which the text was read, in ms. */
export interface WordSink {
  /** The beginning of the sentence that is open now. */
  readonly open: string;
  /**
   * More of the running paragraph.
   *
   * @param unbroken no sentence ends inside, as in inline code
   */
  words(text: string, stamp: number, unbroken: boolean): void;
  /** Inline code or a link begins here; a sentence may begin with it, whatever its first letter will be. */
  begins(): void;
  /**
   * A word is held back that begins with this letter or digit, or the line has ended; so what stands before it may be
   * certain already.
   */
  ahead(character: string): void;
  /** The paragraph, heading, item or row is over, and with it the sentence. */
  pause(): void;
  /** The words so far are given, finished or not. */
  flush(): void;
  /**
   * Something that is not read aloud is announced, or code is read; comes between paragraphs only.
   *
   * @param about present where it tells of fenced code, or is a piece of it
   */
  notice(text: string, stamp: number, about?: "code"): void;
  /** Keeps silent about the sentence that is open. @param begun whether it has characters that are still held back */
  forget(begun: boolean): void;
}
