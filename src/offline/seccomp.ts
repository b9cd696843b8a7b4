import { dlopen, ptr, read } from "bun:ffi";
import { ARCHITECTURES, INSTRUCTION_BYTES, socketFilter } from "./socket_filter.ts";

const PR_SET_NO_NEW_PRIVS = 38; // <linux/prctl.h>
const SECCOMP_SET_MODE_FILTER = 1n; // <linux/seccomp.h>
const SECCOMP_FILTER_FLAG_TSYNC = 1n; // <linux/seccomp.h>: all threads of the process get the filter
/** struct sock_fprog of <linux/filter.h>: an unsigned short, padding, a pointer. */
const PROGRAM_BYTES = 16;

/**
 * Takes the network from this process, all its threads and all its children, for good. seccomp(2): a process that has
 * given up to gain privileges may restrict its own system calls.
 *
 * @throws Error that says why it cannot be done here
 */
export function forbidNetworkSockets(): void {
  const architecture = ARCHITECTURES[process.arch];
  if (architecture === undefined) throw new Error(`there is no filter for the processor ${process.arch}`);
  const libc = dlopen("libc.so.6", {
    // int prctl(int option, unsigned long, unsigned long, unsigned long, unsigned long);
    prctl: { args: ["i32", "u64", "u64", "u64", "u64"], returns: "i32" },
    // long syscall(long number, ...);
    syscall: { args: ["i64", "u64", "u64", "ptr"], returns: "i64" },
    // int *__errno_location(void);
    __errno_location: { args: [], returns: "ptr" },
  });
  const refusal = (what: string) => {
    const place = libc.symbols.__errno_location();
    return new Error(`the kernel refuses ${what} (errno ${place === null ? "unknown" : read.i32(place)})`);
  };
  try {
    if (libc.symbols.prctl(PR_SET_NO_NEW_PRIVS, 1n, 0n, 0n, 0n) !== 0) throw refusal("PR_SET_NO_NEW_PRIVS");
    const filter = socketFilter(architecture);
    const program = new DataView(new ArrayBuffer(PROGRAM_BYTES));
    program.setUint16(0, filter.length / INSTRUCTION_BYTES, true);
    program.setBigUint64(8, BigInt(ptr(filter)), true);
    const status = libc.symbols.syscall(
      BigInt(architecture.seccomp),
      SECCOMP_SET_MODE_FILTER,
      SECCOMP_FILTER_FLAG_TSYNC,
      ptr(program),
    );
    if (status < 0n) throw refusal("a filter of system calls");
    if (status > 0n) throw new Error(`thread ${status} has a filter of system calls of its own`);
  } finally {
    libc.close();
  }
}
