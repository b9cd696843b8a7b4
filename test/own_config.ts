import { afterAll } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Loaded before all tests (bunfig.toml): the tests, and what they start with our environment, find an empty folder where the
 * config file of the user who runs them would be.
 */
const folder = mkdtempSync(join(tmpdir(), "stream-tts-bun-config-"));
process.env.XDG_CONFIG_HOME = folder;
afterAll(() => rmSync(folder, { recursive: true, force: true }));
