import { Player } from "../../ffi/player.ts";
import { loadParts } from "../../src/parts.ts";

/**
 * Opens a player in a process whose environment names the sound server, waits up to as many ms as the argument says,
 * and writes what came of it to stdout as JSON. Closing is part of it: the process ends by itself only when that works.
 */
const limitMs = Number(process.argv[2]);
const player = Player.open(loadParts().player, "", 48_000, 1000);
const deadline = performance.now() + limitMs;
while (player.state().condition === "opening" && performance.now() < deadline) await Bun.sleep(5);
const { condition } = player.state();
const { failure, devices } = player;
const closing = performance.now();
player[Symbol.dispose]();
console.log(JSON.stringify({ condition, failure, devices, closeMs: performance.now() - closing }));
