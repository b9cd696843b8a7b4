import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { run } from "../../src/fetch/command.ts";
import { persistently } from "../../src/fetch/package_client.ts";
import { Sha256 } from "../../src/fetch/sha256.ts";
import file from "../darwin/bindings/crates.json" with { type: "json" };
import { type Components, withComponents } from "./component.ts";
import { setupFailure } from "./failure.ts";
import { systemPackages } from "./system_packages.ts";

/** Rust crates that declare Apple's frameworks, and what those depend on; each hash is of the file that cargo fetches. */
export const crates = z
  .array(z.strictObject({ name: z.string(), version: z.string(), sha256: Sha256 }))
  .parse(file);

/** Debian 12's package cargo (0.66) only knows the index of crates as a git repository, which many networks do not let in. */
const CARGO = { cargo: "cargo-web" };
const LIMIT_MS = 10 * 60_000;

/** What cargo notes of a crate that it has put into a folder. */
const Checksum = z.object({ package: Sha256 });

/**
 * The sources of {@link crates}, each in a folder of its name; fetched by cargo when they are not in the cache yet.
 *
 * @throws AppError SETUP_FAILED when they cannot be fetched or are not the pinned ones
 */
export function objcBindings(): Promise<string> {
  return withComponents((components) => bindings(components));
}

async function bindings(components: Components): Promise<string> {
  const inputs = crates.map(({ name, version, sha256 }) => `${name} ${version} ${sha256}`);
  return components.get("objc-bindings", inputs, async (made) => {
    await systemPackages(CARGO);
    await components.scratch(async (scratch) => {
      mkdirSync(join(scratch, "src"));
      writeFileSync(join(scratch, "src", "lib.rs"), "");
      writeFileSync(join(scratch, "Cargo.toml"), manifest());
      const vendored = join(scratch, "vendored");
      await persistently("the bindings of Apple's frameworks", () =>
        run(["cargo", "vendor", "--quiet", vendored], LIMIT_MS, { cwd: scratch }),
      );
      for (const { name, sha256 } of crates) {
        const noted = readFileSync(join(vendored, name, ".cargo-checksum.json"), "utf8");
        const found = Checksum.parse(JSON.parse(noted)).package;
        if (found !== sha256)
          throw setupFailure(
            `the crate ${name} is another one than it was`,
            `its SHA-256 is ${found} instead of ${sha256}`,
            "find out why before anything is changed in scripts/darwin/bindings/crates.json",
          );
        renameSync(join(vendored, name, "src"), join(made, name));
      }
    });
  });
}

/** A package that depends on exactly these crates, without the optional parts that would bring in more. */
function manifest(): string {
  const dependencies = crates.map(
    ({ name, version }) => `${name} = { version = "=${version}", default-features = false }`,
  );
  const about = ["[package]", 'name = "bindings"', 'version = "0.0.0"', 'edition = "2021"', "[dependencies]"];
  return [...about, ...dependencies, ""].join("\n");
}
