import { expect } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findCompiler } from "../../scripts/setup/compiler.ts";
import { withComponents } from "../../scripts/setup/component.ts";
import { NATIVE } from "../../scripts/setup/native_folder.ts";

/** A program of test/native/ that drives sources of native/ which no library exports. */
export class Driver implements Disposable {
  private constructor(
    private readonly folder: string,
    readonly program: string,
  ) {}

  /** Compiles test/native/NAME_driver.cpp with sources of native/, every warning being an error. */
  static async build(name: string, sources: readonly string[], standard: "c++17" | "c++20"): Promise<Driver> {
    const { cxx, env } = await withComponents(findCompiler);
    const folder = mkdtempSync(join(tmpdir(), `${name}-driver-`));
    const driver = new Driver(folder, join(folder, "driver"));
    const paths = [
      join(import.meta.dir, `${name}_driver.cpp`),
      ...sources.map((source) => join(NATIVE, source)),
    ];
    const flags = [`-std=${standard}`, "-O1", "-Wall", "-Wextra", "-Werror", "-pthread", "-I", NATIVE];
    const child = Bun.spawn([...cxx, ...flags, ...paths, "-o", driver.program], {
      stderr: "pipe",
      env: { ...process.env, ...env },
    });
    expect(await new Response(child.stderr).text()).toBe("");
    return driver;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}
