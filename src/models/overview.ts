import { statSync } from "node:fs";
import { basename } from "node:path";
import { catalog, firstFile } from "./catalog.ts";
import { bytesOf, fitsMemory, keepsUp, type Machine, paceOf, recommendedModel } from "./fit.ts";
import { knownName } from "./folders.ts";
import { installedModels } from "./installed.ts";
import { defaultModelPath } from "./locate.ts";

/** What one model is to this machine. */
export interface Overview {
  readonly name: string;
  /** Path of its GGUF, or null where it is not here. */
  readonly path: string | null;
  /** Bytes on the disk, and in memory while it runs; null for the memory of a GGUF that is not in the catalog. */
  readonly bytes: number;
  readonly memory: number | null;
  readonly licence: string | null;
  readonly fits_memory: boolean | null;
  readonly tokens_per_second: number;
  /** Else the speed is reckoned. */
  readonly is_measured: boolean;
  readonly keeps_up: boolean;
  /** What speaks without --model. */
  readonly is_default: boolean;
  /** What this machine should get if it had none. */
  readonly is_recommended: boolean;
}

/** Every model of the catalog, the best first, then every other GGUF that is found by its name. */
export function overview(machine: Machine): Overview[] {
  const installed = installedModels();
  const pathOf = (file: string) =>
    installed.find(({ path }) => knownName(basename(path)) === file)?.path ?? null;
  const spokenWith = defaultModelPath(machine);
  const isDefault = (path: string | null) => path !== null && path === spokenWith;
  const recommended = recommendedModel(machine);
  const known = catalog()
    .toSorted((a, b) => b.quality - a.quality)
    .map((model) => {
      const { file } = firstFile(model);
      return {
        ...{ name: model.name, path: pathOf(file), memory: model.memory, licence: model.licence },
        fits_memory: fitsMemory(machine, model.memory),
        ...speedOn(machine, file, bytesOf(model)),
        is_default: isDefault(pathOf(file)),
        is_recommended: model === recommended,
      };
    });
  const files = new Set(catalog().flatMap((model) => model.files.map(({ file }) => file)));
  const others = installed
    .filter(({ path }) => !files.has(knownName(basename(path))))
    .map(({ name, path }) => ({
      ...{ name, path, memory: null, licence: null, fits_memory: null },
      ...speedOn(machine, basename(path), statSync(path).size),
      ...{ is_default: isDefault(path), is_recommended: false },
    }));
  return [...known, ...others];
}

function speedOn(machine: Machine, file: string, bytes: number) {
  const pace = paceOf(machine, file, bytes);
  const tokens_per_second = Math.round(pace.tokensPerSecond * 10) / 10;
  return { bytes, tokens_per_second, is_measured: pace.isMeasured, keeps_up: keepsUp(pace) };
}
