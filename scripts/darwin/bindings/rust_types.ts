import type { Bindings } from "./rust_bindings.ts";
import { closingOf, commaSeparated } from "./rust_text.ts";

/**
 * A type as the processor sees it, written alike for C and Rust: `i64`, `f32`, `bool`, `object NSString`, `object id`,
 * `object <Protocol>`, `class`, `selector`, `pointer f32`, `struct NSRange`, `block(object NSString)void`,
 * `function(i32)void`. What no value shows is left out: const, whether null is allowed, and the elements of a collection.
 */
export type PlainType = string;

const PRIMITIVES: Record<string, PlainType> = {
  ...{
    u8: "u8",
    u16: "u16",
    u32: "u32",
    u64: "u64",
    usize: "u64",
    c_uchar: "u8",
    c_ushort: "u16",
    c_uint: "u32",
  },
  ...{
    i8: "i8",
    i16: "i16",
    i32: "i32",
    i64: "i64",
    isize: "i64",
    c_char: "i8",
    c_short: "i16",
    c_int: "i32",
  },
  ...{ c_long: "i64", c_longlong: "i64", c_ulong: "u64", c_ulonglong: "u64" },
  ...{ f32: "f32", f64: "f64", c_float: "f32", c_double: "f64" },
  ...{ bool: "bool", Bool: "bool", c_void: "void", "()": "void", "": "void", Sel: "selector" },
};
/** What stands around a pointer and changes no bit of it. */
const WRAPPERS = /^(?:Option|Retained|CFRetained|Allocated|NonNull)</;
const POINTER = /^(?:&(?:'static )?(?:mut )?|\*mut |\*const )/;

/**
 * @param type a type of Rust as it stands in the bindings
 * @param self name of the class that `Self` means
 * @throws Error for a type that is not known
 */
export function plainRustType(type: string, bindings: Bindings, self: string): PlainType {
  const text = type.replace(/\s+/g, " ").trim();
  const primitive = PRIMITIVES[text];
  if (primitive !== undefined) return primitive;
  const pointer = POINTER.exec(text);
  if (pointer !== null) return pointed(text.slice(pointer[0].length), bindings, self);
  if (WRAPPERS.test(text)) {
    const inner = text.slice(text.indexOf("<") + 1, -1).replace(/,\s*$/, "");
    return text.startsWith("Option<") ? plainRustType(inner, bindings, self) : pointed(inner, bindings, self);
  }
  if (text.startsWith("[")) {
    const [, element = "", length = ""] = /^\[(.*); ?(\w+)\]$/.exec(text) ?? [];
    return `array ${length} ${plainRustType(element, bindings, self)}`;
  }
  const callable = /^(?:unsafe )?extern "[\w-]+" fn(?=\()/.exec(text);
  if (callable !== null) return `function${callableType(text.slice(callable[0].length), bindings, self)}`;
  const alias = bindings.aliases.get(text);
  if (alias !== undefined) return plainRustType(alias, bindings, self);
  const enumeration = bindings.enumerations.get(text);
  if (enumeration !== undefined) return plainRustType(enumeration, bindings, self);
  if (bindings.structs.has(text)) return `struct ${text}`;
  throw new Error(`the type ${text} of Rust is not known`);
}

/** A pointer to a type: objects have no other form. */
function pointed(type: string, bindings: Bindings, self: string): PlainType {
  const text = type.trim();
  const name = text.replace(/<[\s\S]*$/, "");
  if (name === "Self") return `object ${self}`;
  if (name === "AnyObject" || /^\w*Type$/.test(name)) return name === "CFType" ? "pointer void" : "object id";
  if (name === "AnyClass") return "class";
  if (name === "ProtocolObject") return `object <${/dyn (\w+)/.exec(text)?.[1] ?? ""}>`;
  if (name.endsWith("DynBlock")) {
    const call = text.slice(text.indexOf("Fn") + 2);
    return `block${callableType(call, bindings, self)}`;
  }
  if (bindings.classes.has(name)) return `object ${name}`;
  const alias = bindings.aliases.get(text);
  if (alias !== undefined && !POINTER.test(alias) && !WRAPPERS.test(alias))
    return pointed(alias, bindings, self);
  // A struct without fields of its own is one that only its framework can see into.
  return bindings.structs.get(name)?.length === 0
    ? "pointer opaque"
    : `pointer ${plainRustType(text, bindings, self)}`;
}

/** `(A, B) -> C` from its first bracket on. */
function callableType(text: string, bindings: Bindings, self: string): string {
  const close = closingOf(text, 0);
  const args = commaSeparated(text.slice(1, close - 1)).map((arg) => plainRustType(arg, bindings, self));
  const returns = /^\s*->\s*([^>+]+?)\s*(?:\+.*|>)?$/.exec(text.slice(close))?.[1] ?? "";
  return `(${args.join(", ")})${plainRustType(returns, bindings, self)}`;
}
