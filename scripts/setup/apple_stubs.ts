import { copyFileSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Components } from "./component.ts";
import { NATIVE } from "./native_folder.ts";

/** Our own declarations of what we use of Apple's frameworks, laid out as in the SDK. */
const HEADERS = join(NATIVE, "apple", "include");
/** Lists of what Apple's libraries export of it (TBD files, version 4): enough for a linker. */
const STUBS = join(NATIVE, "apple", "stubs");

/** What is compiled and linked against instead of Apple's SDK. */
export interface AppleStubs {
  /** Folder of headers, for -isystem. */
  readonly headers: string;
  /** Folder of NAME.framework folders, for -F. */
  readonly frameworks: string;
  /** Folder of libNAME.tbd files, for -L. */
  readonly libraries: string;
  /** Contents of all headers and stubs. */
  readonly inputs: readonly string[];
}

/** Lays the stubs out as a linker looks for them. */
export async function appleStubs(components: Components): Promise<AppleStubs> {
  const names = readdirSync(STUBS).sort();
  const stubs = names.map((name) => readFileSync(join(STUBS, name), "utf8"));
  const folder = await components.get("apple-stubs", [...names, ...stubs], async (made) => {
    for (const name of names) {
      const target = join(made, placeOf(name));
      mkdirSync(target, { recursive: true });
      copyFileSync(join(STUBS, name), join(target, name));
    }
  });
  const headers = [...new Bun.Glob("**/*.h").scanSync(HEADERS)].sort();
  return {
    headers: HEADERS,
    frameworks: join(folder, "frameworks"),
    libraries: join(folder, "libraries"),
    inputs: [...headers, ...headers.map((name) => readFileSync(join(HEADERS, name), "utf8")), ...stubs],
  };
}

function placeOf(stub: string): string {
  const name = stub.slice(0, -".tbd".length);
  return name.startsWith("lib") ? "libraries" : `frameworks/${name}.framework`;
}
