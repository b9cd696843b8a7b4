import { z } from "zod";

/** The words that a schema names. */
export interface Choices {
  readonly words: readonly string[];
  /** Whether a value is some of the words, parted by commas. */
  readonly isList: boolean;
  /** Whether nothing but the words is allowed. */
  readonly isClosed: boolean;
}

const FREE: Choices = { words: [], isList: false, isClosed: false };

/** The words that the text of a flag may be, as the schema that checks it has them. */
export function choicesIn(schema: unknown): Choices {
  if (schema instanceof z.ZodEnum) return { ...FREE, words: schema.options.map(String), isClosed: true };
  if (schema instanceof z.ZodLiteral)
    return { ...FREE, words: [...schema.values].map(String), isClosed: true };
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return choicesIn(schema.unwrap());
  if (schema instanceof z.ZodArray) return { ...choicesIn(schema.element), isList: true };
  if (schema instanceof z.ZodPipe) {
    const before = choicesIn(schema.in);
    return before.words.length > 0 ? before : choicesIn(schema.out);
  }
  if (!(schema instanceof z.ZodUnion)) return FREE;
  const members = schema.options.map(choicesIn);
  return {
    words: members.flatMap(({ words }) => words),
    isList: members.some(({ isList }) => isList),
    isClosed: members.every(({ isClosed }) => isClosed),
  };
}
