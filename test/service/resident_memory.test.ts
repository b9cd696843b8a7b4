import { expect, test } from "bun:test";
import { RUSAGE_INFO_BYTES, residentBytes, residentIn } from "../../src/service/resident_memory.ts";

test("the memory of processes is added up, and one that is not there counts nothing", async () => {
  const other = Bun.spawn(["sleep", "60"], { stdio: ["ignore", "ignore", "ignore"] });
  try {
    const own = residentBytes([process.pid]) ?? 0;
    expect(own).toBeGreaterThan(1e6);
    expect(own).toBeLessThan(4 * process.memoryUsage.rss());
    const others = residentBytes([other.pid]) ?? 0;
    expect(others).toBeGreaterThan(0);
    // Beyond the largest process id that Linux and macOS know.
    expect(residentBytes([other.pid, 2 ** 30])).toBe(others);
  } finally {
    other.kill("SIGKILL");
    await other.exited;
  }
});

test("of processes that are all gone, nothing is told", () => {
  expect(residentBytes([2 ** 30])).toBeNull();
  expect(residentBytes([])).toBeNull();
});

test("macOS's struct rusage_info_v0 has the resident memory between wired memory and footprint", () => {
  const info = new Uint8Array(RUSAGE_INFO_BYTES);
  const fields = [
    ...["user_time", "system_time", "pkg_idle_wkups", "interrupt_wkups", "pageins"],
    ...["wired_size", "resident_size", "phys_footprint", "proc_start_abstime", "proc_exit_abstime"],
  ];
  const view = new DataView(info.buffer);
  for (const [index] of fields.entries()) view.setBigUint64(16 + index * 8, BigInt(1000 + index), true);
  expect(residentIn(info)).toBe(1000 + fields.indexOf("resident_size"));
});
