import { dlopen } from "bun:ffi";

/** `bun catching.ts LIBRARY MODEL` writes what a library made of an exception of libllama; see foreign_exception.cpp. */
const [library = "", model = ""] = process.argv.slice(2);
const { symbols } = dlopen(library, { tts_test_catch: { args: ["buffer"], returns: "i32" } });
process.stdout.write(String(symbols.tts_test_catch(Buffer.from(`${model}\0`))));
