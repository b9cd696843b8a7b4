/**
 * The name under which a trimmed copy of a model lies beside others: it is taken for the model itself where none is named.
 *
 * @param file name of the model's GGUF
 */
export function trimmedName(file: string): string {
  return file.replace(/(\.gguf)?$/i, "-trimmed.gguf");
}
