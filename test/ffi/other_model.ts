/** A field of Protocol Buffers whose content is bytes of fewer than 128. */
function field(number: number, content: Uint8Array | string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
}
/** A field whose content is a number below 128. */
const small = (number: number, value: number) => Buffer.from([number << 3, value]);

/**
 * A whole ONNX model that is not Kokoro's: one number in, the same one out (fields of ModelProto, GraphProto, NodeProto and
 * ValueInfoProto in onnx.proto).
 */
export function otherModel(): Buffer {
  const float = field(1, Buffer.concat([small(1, 1), field(2, "")]));
  const value = (name: string) => Buffer.concat([field(1, name), field(2, float)]);
  const node = Buffer.concat([field(1, "x"), field(2, "y"), field(4, "Identity")]);
  const graph = [field(1, node), field(2, "graph"), field(11, value("x")), field(12, value("y"))];
  return Buffer.concat([small(1, 8), field(7, Buffer.concat(graph)), field(8, small(2, 13))]);
}
