import type { Declarations } from "./c_declarations.ts";
import { closingOf, commaSeparated } from "./rust_text.ts";
import type { PlainType } from "./rust_types.ts";

/** As arm64 macOS has them; char is signed there. */
const PRIMITIVES: Record<string, PlainType> = {
  ...{ void: "void", bool: "bool", _Bool: "bool", float: "f32", double: "f64" },
  ...{ char: "i8", "signed char": "i8", "unsigned char": "u8", short: "i16", "unsigned short": "u16" },
  ...{ int: "i32", "unsigned int": "u32", long: "i64", "unsigned long": "u64" },
  ...{ "long long": "i64", "unsigned long long": "u64" },
  ...{ id: "object id", Class: "class", SEL: "selector" },
};
/** What no value shows. */
const QUALIFIERS = /\b(?:const|volatile|oneway|struct|enum|_Nullable|_Nonnull|__strong|__autoreleasing)\b/g;

/**
 * @param type a type of C as Clang writes it
 * @param self name of the class that `instancetype` means
 * @throws Error for a type that is not known
 */
export function plainCType(type: string, declared: Declarations, self: string): PlainType {
  const text = type.replace(QUALIFIERS, "").replace(/\s+/g, " ").replace(/ ?\*/g, "*").trim();
  const callable = /^(.*?) ?\(([*^])\) ?(?=\()/.exec(text);
  if (callable !== null) {
    const [head, returns = "", mark] = callable;
    const list = text.slice(head.length + 1, closingOf(text, head.length) - 1);
    const args = commaSeparated(list).filter((arg) => arg !== "void");
    const plain = args.map((arg) => plainCType(arg, declared, self));
    return `${mark === "^" ? "block" : "function"}(${plain.join(", ")})${plainCType(returns, declared, self)}`;
  }
  const array = /^(.*)\[(\d+)\]$/.exec(text);
  if (array !== null) return `array ${array[2]} ${plainCType(array[1] ?? "", declared, self)}`;
  const primitive = PRIMITIVES[text];
  if (primitive !== undefined) return primitive;
  if (text === "instancetype") return `object ${self}`;
  const protocol = /^id<(\w+)>$/.exec(text);
  if (protocol !== null) return `object <${protocol[1]}>`;
  if (text.endsWith("*")) return pointed(text.slice(0, -1).trim(), declared, self);
  const typedef = declared.typedefs.get(text) ?? declared.enumerations.get(text);
  if (typedef !== undefined && typedef !== text) return plainCType(typedef, declared, self);
  if (declared.structs.has(text)) return `struct ${text}`;
  throw new Error(`the type ${text} of C is not known`);
}

function pointed(text: string, declared: Declarations, self: string): PlainType {
  const name = text.replace(/<.*$/, "");
  if (declared.classes.has(name)) return `object ${name}`;
  // Nothing but its name is known of it: only its framework can see into.
  if (/^\w+$/.test(text) && !isKnown(text, declared)) return "pointer opaque";
  return `pointer ${plainCType(text, declared, self)}`;
}

const isKnown = (name: string, { typedefs, enumerations, structs }: Declarations) =>
  name in PRIMITIVES || [typedefs, enumerations, structs].some((known) => known.has(name));
