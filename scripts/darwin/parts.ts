import { readFileSync } from "node:fs";
import { Parts } from "../../src/parts_schema.ts";
import { buildNativeParts, partsFile } from "../build.ts";
import { targetNamed } from "../setup/target.ts";

/** The native parts of the program for Apple silicon, built when they are missing. */
export async function darwinParts(): Promise<Parts> {
  const target = targetNamed("darwin-arm64");
  await buildNativeParts(target);
  return Parts.parse(JSON.parse(readFileSync(partsFile(target), "utf8")));
}
