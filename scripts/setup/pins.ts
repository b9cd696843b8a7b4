import { z } from "zod";
import { PackageName } from "../../src/fetch/package_name.ts";
import { Sha256 } from "../../src/fetch/sha256.ts";
import file from "../pins.json" with { type: "json" };
import { TargetName } from "./target_name.ts";

/** A package whose file is known byte for byte. */
export const Pin = PackageName.extend({ sha256: Sha256 });
export type Pin = z.infer<typeof Pin>;

/** scripts/pins.json. The Bun in it is fetched by bootstrap.sh, before any TypeScript can run. */
export const Pins = z.strictObject({
  bun: z.strictObject({ version: z.string(), sha256: z.record(z.string(), Sha256) }),
  /** libllama and ggml as shared libraries, for each system that we build for. */
  llama: z.record(TargetName, Pin),
  /** The headers of the same release. */
  llamaHeaders: Pin,
  /** Sources of Open JTalk and hts_engine. */
  openJTalk: Pin,
  /** Japanese dictionary and the voice mei_normal; its Python code is not used. */
  dictionary: Pin,
  /** The voice NIT ATR503 M001; nothing else of the package is used. */
  nitech: Pin,
  /** miniaudio, one C header; its Python code is not used. */
  miniaudio: Pin,
  /** C and C++ compiler for machines that have none, and for other machines than this one. */
  zig: Pin,
  /** Speech recognition for the tests, in two halves. */
  whisperBase1: Pin,
  whisperBase2: Pin,
  /** llama-server as a Python module, for the tests of --translator. */
  completionServer: Pin,
});

export const pins = Pins.parse(file);
