import { join } from "node:path";

/** Our C, C++ and Objective-C sources, and the recipes that say what is built from them. */
export const NATIVE = join(import.meta.dir, "..", "..", "native");
