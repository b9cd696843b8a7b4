import type { Declarations } from "./c_declarations.ts";
import { below, type Node } from "./clang_tree.ts";

/**
 * Methods of our own classes that nobody would ever call, a sentence each: neither a protocol or superclass has them,
 * nor do our sources send them. A delegate's method with a slip of the pen is such a one, and no compiler sees it.
 *
 * @param trees of all our sources
 * @param declared Apple's classes and protocols
 */
export function implementationFaults(trees: readonly Node[], declared: Declarations): string[] {
  const nodes = trees.flatMap((tree) => [...below(tree)]);
  const sent = new Set(
    nodes
      .filter(({ kind }) => kind === "ObjCMessageExpr" || kind === "ObjCSelectorExpr")
      .map(({ selector }) => selector),
  );
  const called = new Set(
    [...declared.protocols.values(), ...declared.classes.values()].flatMap(({ methods }) => [
      ...methods.keys(),
    ]),
  );
  return nodes
    .filter(({ kind }) => kind === "ObjCImplementationDecl")
    .flatMap((own) =>
      own.inner
        .filter(({ kind, isImplicit }) => kind === "ObjCMethodDecl" && !isImplicit)
        .map(({ name = "", instance }) => ({ name, key: (instance ? "-" : "+") + name }))
        .filter(({ name, key }) => !called.has(key) && !sent.has(name))
        .map(({ key }) => `${key[0]}[${own.name} ${key.slice(1)}] is never called`),
    );
}

/** Selectors of all messages in a source. */
export function selectorsSent(tree: Node): Set<string> {
  const messages = [...below(tree)].filter(({ kind }) => kind === "ObjCMessageExpr");
  return new Set(messages.flatMap(({ selector }) => (selector === undefined ? [] : [selector])));
}
