import { z } from "zod";
import { run } from "../../../src/fetch/command.ts";

const LIMIT_MS = 60_000;

const Type = z.object({ qualType: z.string() });

/** A node of Clang's syntax tree as -ast-dump=json writes it: what is read of it here. A left-out statement is `{}`. */
export const Node = z.object({
  kind: z.string().default(""),
  id: z.string().optional(),
  name: z.string().optional(),
  isImplicit: z.boolean().default(false),
  type: Type.optional(),
  returnType: Type.optional(),
  instance: z.boolean().default(false),
  /** Of a message or an @selector. */
  selector: z.string().optional(),
  super: z.object({ name: z.string().optional() }).optional(),
  /** Protocols of a class or protocol. */
  protocols: z.array(z.object({ name: z.string() })).default([]),
  fixedUnderlyingType: Type.optional(),
  ownedTagDecl: z.object({ id: z.string() }).optional(),
  completeDefinition: z.boolean().default(false),
  /** Of an integer; of a string literal it is its text. */
  value: z.unknown().optional(),
  get inner() {
    return z.array(Node).default([]);
  },
});
export type Node = z.infer<typeof Node>;

/** Where zig and Apple's headers, as far as we declare them, are. */
export interface Sources {
  /** The program zig; its Clang writes the tree. */
  zig: string;
  /** Folder of zig's own headers. */
  zigHeaders: string;
  /** Folders of ours. */
  includes: readonly string[];
}

/**
 * The syntax tree of an Objective-C file, for Apple silicon.
 *
 * @throws CommandFailed with what Clang says about an error in it
 */
export async function clangTree(path: string, { zig, zigHeaders, includes }: Sources): Promise<Node> {
  const command = [
    ...[zig, "clang", "--target=arm64-apple-macos13.0", "-x", "objective-c", "-fsyntax-only"],
    ...["-fblocks", "-fobjc-exceptions", ...includes.flatMap((folder) => ["-I", folder])],
    ...["-isystem", `${zigHeaders}/include`, "-isystem", `${zigHeaders}/libc/include/any-macos-any`],
    ...["-Xclang", "-ast-dump=json", path],
  ];
  return Node.parse(JSON.parse(await run(command, LIMIT_MS)));
}

/** A node and all below it, in the order of the source. */
export function* below(node: Node): Generator<Node> {
  yield node;
  for (const child of node.inner) yield* below(child);
}
