import { readFileSync } from "node:fs";
import { join } from "node:path";
import { closingOf, commaSeparated, type Signature, signatureAt, withoutComments } from "./rust_text.ts";

/** A class or protocol: its methods by "+selector" or "-selector", and where more of them come from. */
export interface Interface {
  /** Superclass and protocols. */
  parents: Set<string>;
  methods: Map<string, Signature>;
}

/** What the crates say of Apple's frameworks; types are Rust's. */
export interface Bindings {
  classes: Map<string, Interface>;
  protocols: Map<string, Interface>;
  aliases: Map<string, string>;
  /** Integer type of each enumeration. */
  enumerations: Map<string, string>;
  /** Fields of each struct, in order: name and type. */
  structs: Map<string, [string, string][]>;
  /** Value of each constant, as an expression. */
  constants: Map<string, string>;
  /** Type of each variable that a framework exports. */
  variables: Map<string, string>;
  functions: Map<string, Signature>;
}

/**
 * Reads the bindings of all `crates`.
 *
 * @param folder holds the sources of each crate in a folder of its name
 */
export function readBindings(folder: string, crates: readonly string[]): Bindings {
  const bindings: Bindings = {
    // The root class is declared by hand in the bindings, unlike all others.
    classes: new Map([["NSObject", { parents: new Set(), methods: new Map() }]]),
    protocols: new Map(),
    aliases: new Map(),
    enumerations: new Map(),
    structs: new Map(),
    constants: new Map(),
    variables: new Map(),
    functions: new Map(),
  };
  for (const crate of crates)
    for (const path of [...new Bun.Glob("**/*.rs").scanSync(join(folder, crate))].sort())
      read(withoutComments(readFileSync(join(folder, crate, path), "utf8")), bindings);
  return bindings;
}

/** Adds what one source file, without comments, declares. */
export function read(source: string, bindings: Bindings): void {
  readClasses(source, bindings);
  readMethods(source, bindings);
  readTypes(source, bindings);
  readConstants(source, bindings);
  for (const { index, groups, text } of matches(source, /\bfn (?<name>\w+)\s*(?=\()/g)) {
    const signature = signatureAt(source, index + text.length);
    const name = groups.name ?? "";
    // Several wrappers repeat one declaration.
    if (signature !== null && !bindings.functions.has(name)) bindings.functions.set(name, signature);
  }
}

function* matches(source: string, pattern: RegExp) {
  for (const match of source.matchAll(pattern))
    yield { index: match.index, text: match[0], groups: match.groups ?? {} };
}

function entry(kind: Map<string, Interface>, name: string): Interface {
  const found = kind.get(name) ?? { parents: new Set(), methods: new Map() };
  kind.set(name, found);
  return found;
}

function readClasses(source: string, { classes, protocols }: Bindings): void {
  const declared = /#\[unsafe\(super\((?<supers>[^)]*)\)\)\][^;]*?\bpub struct (?<name>\w+)/g;
  for (const { groups } of matches(source, declared)) {
    const [parent] = commaSeparated(groups.supers ?? "");
    if (parent !== undefined) entry(classes, groups.name ?? "").parents.add(bare(parent));
  }
  // A category on a class of another framework stands there as a trait, too.
  const conformance = /\bunsafe impl(?:<[^{}]*?>)? (?<protocol>\w+) for (?<name>\w+)/g;
  for (const { groups } of matches(source, conformance)) {
    const name = groups.name ?? "";
    if (classes.has(name)) entry(classes, name).parents.add(groups.protocol ?? "");
  }
  const traits = /\bextern_protocol!\([\s\S]*?\btrait (?<name>\w+)\s*(?::(?<supers>[^{]*))?\{/g;
  for (const { groups } of matches(source, traits))
    for (const parent of (groups.supers ?? "").split("+"))
      entry(protocols, groups.name ?? "").parents.add(parent.trim());
}

const bare = (type: string) => type.replace(/<[\s\S]*$/, "").trim();

function readMethods(source: string, bindings: Bindings): void {
  const place = /\b(?:impl(?:<[^{};]*?>)? (?<owner>\w+)(?:<[^{};]*?>)?|trait (?<protocol>\w+)[^{};]*)\s*\{/g;
  const method = /#\[unsafe\(method\((?<selector>[\w:]+)\)\)\](?:\s*#\[[^\]]*\])*[^;{}]*?\bfn \w+\s*(?=\()/g;
  for (const { index, text, groups } of matches(source, place)) {
    const body = source.slice(index + text.length - 1, closingOfBlock(source, index + text.length - 1));
    if (!body.includes("method(")) continue;
    const owner = entry(
      groups.owner === undefined ? bindings.protocols : bindings.classes,
      groups.owner ?? groups.protocol ?? "",
    );
    for (const found of matches(body, method)) {
      const signature = signatureAt(body, found.index + found.text.length);
      if (signature === null) continue;
      const selector = found.groups.selector ?? "";
      const key = (signature.receiver === null ? "+" : "-") + selector.replace(/_$/, "");
      owner.methods.set(key, selector.endsWith("_") ? withErrorOut(signature) : signature);
    }
  }
}

/** Braces only: in code between methods "<" may be a comparison. */
function closingOfBlock(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text.charAt(at) === "{") depth += 1;
    if (text.charAt(at) === "}") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

/** A last argument `NSError **` stands in the bindings as a Result; of one without a value, as BOOL. */
function withErrorOut({ args, returns }: Signature): Signature {
  const open = returns.indexOf("<");
  const [value = ""] = commaSeparated(returns.slice(open + 1, closingOf(returns, open) - 1));
  return { args: [...args, "*mut *mut NSError"], returns: value === "()" ? "bool" : value };
}

function readTypes(source: string, { aliases, enumerations, structs }: Bindings): void {
  for (const { groups } of matches(
    source,
    /\bpub(?:\(crate\))? type (?<name>\w+)(?:<[^=]*>)? =(?<type>[^;]+);/g,
  ))
    aliases.set(groups.name ?? "", (groups.type ?? "").trim());
  for (const { groups } of matches(source, /\bpub struct (?<name>\w+)\(pub (?<type>\w+)\);/g))
    enumerations.set(groups.name ?? "", groups.type ?? "");
  for (const { groups } of matches(
    source,
    /#\[repr\((?<type>\w+)\)\](?:\s*#\[[^\]]*\])*\s*pub enum (?<name>\w+)/g,
  ))
    enumerations.set(groups.name ?? "", groups.type ?? "");
  for (const { groups, index, text } of matches(
    source,
    /#\[repr\(C\)\](?:\s*#\[[^\]]*\])*\s*pub struct (?<name>\w+)[^;{}()]*(?=\{)/g,
  )) {
    const open = index + text.length;
    const fields = commaSeparated(source.slice(open + 1, closingOf(source, open) - 1));
    const named = fields.flatMap((field) => {
      const found = /\bpub(?:\([^)]*\))? (\w+)\s*:\s*([\s\S]+)$/.exec(field);
      return found === null ? [] : [[found[1] ?? "", found[2] ?? ""] satisfies [string, string]];
    });
    structs.set(groups.name ?? "", named);
  }
}

function readConstants(source: string, { constants, variables }: Bindings): void {
  const values =
    /(?:#\[doc\(alias = "(?<alias>\w+)"\)\]\s*)?(?:#\[[^\]]*\]\s*)*\b(?:pub )?const (?<name>\w+)\s*(?::\s*[\w\s]+)?=(?<value>[^;]+);/g;
  for (const { groups } of matches(source, values))
    constants.set(groups.alias ?? groups.name ?? "", (groups.value ?? "").trim());
  for (const { groups } of matches(source, /\bpub enum (?<name>\w+)\s*\{(?<body>[^{}]*)\}/g))
    for (const variant of matches(groups.body ?? "", /(?<name>\w+) = (?<value>-?\d+),/g))
      constants.set(`${groups.name}::${variant.groups.name}`, variant.groups.value ?? "");
  for (const { groups } of matches(source, /\bpub static (?<name>\w+)\s*:(?<type>[^;=]+);/g))
    variables.set(groups.name ?? "", (groups.type ?? "").trim());
}
