import { below, type Node } from "./clang_tree.ts";
import type { Interface } from "./rust_bindings.ts";

/** What a C or Objective-C header declares; types are C's. */
export interface Declarations {
  classes: Map<string, Interface>;
  protocols: Map<string, Interface>;
  typedefs: Map<string, string>;
  /** Integer type of each enumeration with a name. */
  enumerations: Map<string, string>;
  structs: Map<string, [string, string][]>;
  constants: Map<string, bigint>;
  variables: Map<string, string>;
  functions: Map<string, { args: string[]; returns: string }>;
}

/** Without a type of its own an enumeration is as wide as int, and unsigned unless one of its values is negative. */
const PLAIN_ENUMERATION = "unsigned int";

/** @param tree of a file that includes nothing but the headers to be read and headers of types */
export function declarationsOf(tree: Node): Declarations {
  const found: Declarations = {
    classes: new Map(),
    protocols: new Map(),
    typedefs: new Map(),
    enumerations: new Map(),
    structs: new Map(),
    constants: new Map(),
    variables: new Map(),
    functions: new Map(),
  };
  const tags = new Map(
    tree.inner.flatMap((node) => (node.id === undefined ? [] : [[node.id, node] as const])),
  );
  for (const node of tree.inner) if (!node.isImplicit) add(node, found, tags);
  return found;
}

function add(node: Node, found: Declarations, tags: ReadonlyMap<string, Node>): void {
  const { kind, name = "", type = { qualType: "" } } = node;
  if (kind === "ObjCInterfaceDecl") addInterface(node, found.classes);
  if (kind === "ObjCProtocolDecl") addInterface(node, found.protocols);
  if (kind === "EnumDecl") addEnumeration(name, node, found);
  if (kind === "RecordDecl" && name !== "" && node.completeDefinition)
    found.structs.set(name, fieldsOf(node));
  if (kind === "VarDecl") found.variables.set(name, type.qualType);
  if (kind === "FunctionDecl")
    found.functions.set(name, {
      args: parametersOf(node),
      returns: type.qualType.slice(0, type.qualType.indexOf("(")).trim(),
    });
  if (kind === "TypedefDecl") {
    const [{ ownedTagDecl } = {}] = node.inner;
    const tag = ownedTagDecl === undefined ? undefined : tags.get(ownedTagDecl.id);
    if (tag?.kind === "EnumDecl")
      found.enumerations.set(name, tag.fixedUnderlyingType?.qualType ?? PLAIN_ENUMERATION);
    else if (tag?.completeDefinition === true) found.structs.set(name, fieldsOf(tag));
    else found.typedefs.set(name, type.qualType);
  }
}

function addInterface(node: Node, into: Map<string, Interface>): void {
  const name = node.name ?? "";
  const entry = into.get(name) ?? { parents: new Set(), methods: new Map() };
  into.set(name, entry);
  if (node.super?.name !== undefined) entry.parents.add(node.super.name);
  for (const method of node.inner)
    if (method.kind === "ObjCMethodDecl")
      entry.methods.set((method.instance ? "-" : "+") + method.name, {
        args: parametersOf(method),
        returns: method.returnType?.qualType ?? "",
      });
}

const typesOf = (nodes: readonly Node[]) => nodes.map(({ type }) => type?.qualType ?? "");
const parametersOf = (node: Node) => typesOf(node.inner.filter(({ kind }) => kind === "ParmVarDecl"));
const fieldsOf = (node: Node) =>
  node.inner
    .filter(({ kind }) => kind === "FieldDecl")
    .map(({ name = "", type }) => [name, type?.qualType ?? ""] satisfies [string, string]);

function addEnumeration(name: string, node: Node, { enumerations, constants }: Declarations): void {
  if (name !== "") enumerations.set(name, node.fixedUnderlyingType?.qualType ?? PLAIN_ENUMERATION);
  let next = 0n;
  for (const constant of node.inner) {
    if (constant.kind !== "EnumConstantDecl") continue;
    const written = [...below(constant)].find(({ kind }) => kind === "ConstantExpr")?.value;
    if (typeof written === "string") next = BigInt(written);
    constants.set(constant.name ?? "", next);
    next += 1n;
  }
}
