import type { Declarations } from "./c_declarations.ts";
import { plainCType } from "./c_types.ts";
import type { Bindings, Interface } from "./rust_bindings.ts";
import type { Signature } from "./rust_text.ts";
import { plainRustType } from "./rust_types.ts";

/** Root of all classes; its methods that the bindings reach as functions of the Objective-C runtime, in plain types. */
const ROOT = "NSObject";
const ROOT_METHODS: Record<string, string> = {
  ...{
    "+alloc": "()object NSObject",
    "+class": "()class",
    "-dealloc": "()void",
    "-isKindOfClass:": "(class)bool",
  },
  ...{ "-retain": "()object NSObject", "-release": "()void", "-autorelease": "()object NSObject" },
};

/** What the bindings leave out on purpose, by name, with the reason. */
const LEFT_OUT: Record<string, string> = {
  "+[NSString stringWithFormat:]": "it takes any number of arguments, which Rust cannot declare",
  "-[NSMutableString appendFormat:]": "it takes any number of arguments, which Rust cannot declare",
  noErr: "every framework has it, as 0 (MacErrors.h)",
};

/** Constants that the bindings name in their own way. */
const NAMED_OTHERWISE: Record<string, string> = { NSOrderedSame: "NSComparisonResult::Same" };

/**
 * Every way in which our declarations of Apple's frameworks differ from the public bindings of the same, a sentence
 * each; empty when every class, method, protocol, constant, variable, function and struct is there and alike.
 */
export function bindingFaults(declared: Declarations, bindings: Bindings): string[] {
  const check = new Check(declared, bindings);
  for (const [name, { parents }] of declared.classes) check.lineage(name, parents);
  for (const kind of ["classes", "protocols"] as const)
    for (const [owner, { methods }] of declared[kind])
      for (const [key, method] of methods) check.method(kind, owner, key, method);
  for (const [name, value] of declared.constants) check.constant(name, value);
  for (const [name, type] of declared.variables) check.variable(name, type);
  for (const [name, signature] of declared.functions) check.function(name, signature);
  for (const [name, fields] of declared.structs) check.struct(name, fields);
  return check.found;
}

class Check {
  readonly found: string[] = [];
  readonly #declared: Declarations;
  readonly #bindings: Bindings;

  constructor(declared: Declarations, bindings: Bindings) {
    this.#declared = declared;
    this.#bindings = bindings;
  }

  lineage(name: string, parents: ReadonlySet<string>): void {
    if (name === ROOT) return;
    const bound = this.#bindings.classes.get(name);
    if (bound === undefined) this.#missing(name);
    for (const parent of parents)
      if (bound?.parents.has(parent) === false) this.found.push(`${parent} is not the superclass of ${name}`);
  }

  method(kind: "classes" | "protocols", owner: string, key: string, method: Signature): void {
    const name = `${key[0]}[${owner} ${key.slice(1)}]`;
    const colons = key.split(":").length - 1;
    const root = ROOT_METHODS[key];
    const bound = this.#inherited(kind, owner, key);
    if (owner === ROOT && root !== undefined)
      this.#compare(
        name,
        () => root,
        () => this.#ofC(method, owner),
      );
    else if (bound === undefined) this.#missing(name);
    else {
      if (bound.args.length !== colons)
        this.found.push(`${name} has ${bound.args.length} arguments in the bindings`);
      this.#compare(
        name,
        () => this.#ofRust(bound, owner),
        () => this.#ofC(method, owner),
      );
    }
  }

  constant(name: string, value: bigint): void {
    const expression = this.#bindings.constants.get(NAMED_OTHERWISE[name] ?? name);
    if (expression === undefined) this.#missing(name);
    else
      this.#compare(
        name,
        () => `${this.#value(expression)}`,
        () => `${value}`,
      );
  }

  variable(name: string, type: string): void {
    const bound = this.#bindings.variables.get(name);
    if (bound === undefined) this.#missing(name);
    else
      this.#compare(
        name,
        () => plainRustType(bound, this.#bindings, ""),
        () => plainCType(type, this.#declared, ""),
      );
  }

  function(name: string, signature: Signature): void {
    const bound = this.#bindings.functions.get(name);
    if (bound === undefined) this.#missing(name);
    else
      this.#compare(
        name,
        () => this.#ofRust(bound, ""),
        () => this.#ofC(signature, ""),
      );
  }

  struct(name: string, fields: readonly [string, string][]): void {
    // The object itself, which no bindings show, and what the C library's headers have for themselves.
    if (name === "objc_object" || name.startsWith("_")) return;
    const bound = this.#bindings.structs.get(name);
    const list = (all: readonly [string, string][], plain: (type: string) => string) =>
      all.map(([field, type]) => `${field}: ${plain(type)}`).join(", ");
    if (bound === undefined) this.#missing(name);
    else
      this.#compare(
        name,
        () => list(bound, (type) => plainRustType(type, this.#bindings, "")),
        () => list(fields, (type) => plainCType(type, this.#declared, "")),
      );
  }

  #missing(name: string): void {
    if (LEFT_OUT[name] === undefined) this.found.push(`${name} is not in the bindings`);
  }

  #compare(name: string, bound: () => string, ours: () => string): void {
    if (LEFT_OUT[name] !== undefined)
      this.found.push(`${name} is in the bindings, and said to be left out of them`);
    try {
      const [theirs, declared] = [bound(), ours()];
      if (theirs !== declared) this.found.push(`${name} is ${declared} here, and ${theirs} in the bindings`);
    } catch (error) {
      this.found.push(`${name}: ${error instanceof Error ? error.message : error}`);
    }
  }

  #ofC({ args, returns }: Signature, self: string): string {
    const plain = (type: string) => plainCType(type, this.#declared, self);
    return `(${args.map(plain).join(", ")})${plain(returns)}`;
  }

  #ofRust({ args, returns }: Signature, self: string): string {
    const plain = (type: string) => plainRustType(type, this.#bindings, self);
    return `(${args.map(plain).join(", ")})${plain(returns)}`;
  }

  /** Looks for a method where a message would: in the class, then in what it descends from. */
  #inherited(kind: "classes" | "protocols", owner: string, key: string): Signature | undefined {
    const { classes, protocols } = this.#bindings;
    const waiting: (Interface | undefined)[] = [this.#bindings[kind].get(owner)];
    const seen = new Set<Interface>();
    for (const one of waiting) {
      if (one === undefined || seen.has(one)) continue;
      const method = one.methods.get(key);
      if (method !== undefined) return method;
      seen.add(one);
      for (const parent of one.parents) waiting.push(classes.get(parent), protocols.get(parent));
    }
    return undefined;
  }

  /** Value of a constant expression of Rust: numbers and other constants with "|" and "<<". */
  #value(expression: string): bigint {
    const text = expression.replace(/^Self\((.*)\)$/, "$1").trim();
    const terms = text.split("|");
    if (terms.length > 1) return terms.map((term) => this.#value(term)).reduce((all, one) => all | one, 0n);
    const shift = text.split("<<");
    if (shift.length === 2) return this.#value(shift[0] ?? "") << this.#value(shift[1] ?? "");
    if (/^-\d+$/.test(text)) return -BigInt(text.slice(1));
    if (/^(?:\d+|0x[0-9a-fA-F]+)$/.test(text)) return BigInt(text);
    const other = this.#bindings.constants.get(text.replace(/\.0$/, "").replace(/^.*::/, ""));
    if (other !== undefined) return this.#value(other);
    throw new Error(`the value ${text} cannot be read`);
  }
}
