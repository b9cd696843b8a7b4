import { z } from "zod";

/** Whether the text that a schema checks may be a number. */
export function takesNumbers(schema: unknown): boolean {
  if (schema instanceof z.ZodNumber) return true;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return takesNumbers(schema.unwrap());
  if (schema instanceof z.ZodPipe) return takesNumbers(schema.in);
  return schema instanceof z.ZodUnion && schema.options.some(takesNumbers);
}
