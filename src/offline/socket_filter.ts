/**
 * The program that the Linux kernel runs before each system call of a process that is to stay offline, in classic BPF
 * (<linux/bpf_common.h>, <linux/filter.h>). It sees a struct seccomp_data (<linux/seccomp.h>): the number of the call at
 * offset 0, the architecture at 4, the arguments, of 8 bytes each, from 16.
 */

/** Values of <linux/audit.h> and <asm/unistd.h> for one architecture. */
interface Architecture {
  /** AUDIT_ARCH_*: the machine of <linux/elf-em.h>, 64 bits, little endian. */
  readonly audit: number;
  readonly socket: number;
  readonly socketpair: number;
  readonly seccomp: number;
}

/** By the name that process.arch has for it. */
export const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  x64: { audit: 0xc000_003e, socket: 41, socketpair: 53, seccomp: 317 },
  arm64: { audit: 0xc000_00b7, socket: 198, socketpair: 199, seccomp: 277 },
};

const IO_URING_SETUP = 425; // The same for every architecture (<asm-generic/unistd.h>).
/** Calls of the x32 ABI bear this bit and the architecture of x86-64 (<asm/unistd.h>, __X32_SYSCALL_BIT). */
const X32_BIT = 0x4000_0000;
const AF_UNIX = 1; // <linux/socket.h>
const EACCES = 13; // <asm-generic/errno-base.h>
const ENOSYS = 38; // <asm-generic/errno.h>

const LOAD_WORD = 0x20; // BPF_LD | BPF_W | BPF_ABS
const JUMP_IF_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
const JUMP_IF_ANY_BIT = 0x45; // BPF_JMP | BPF_JSET | BPF_K
const RETURN = 0x06; // BPF_RET | BPF_K
const ALLOW = 0x7fff_0000; // SECCOMP_RET_ALLOW
const FAIL_WITH = 0x0005_0000; // SECCOMP_RET_ERRNO; the lower 16 bits are the errno

const NUMBER_AT = 0;
const ARCHITECTURE_AT = 4;
/** The lower half of the first argument. The kernel takes a family as an int, so the upper half is of no effect. */
const FAMILY_AT = 16;

/** struct sock_filter: code, instructions to skip if true and if not, constant. */
type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, constant: number];
export const INSTRUCTION_BYTES = 8;

/**
 * Fails every call that could make a socket which reaches further than this machine: `socket` and `socketpair` of any
 * family but AF_UNIX with EACCES. io_uring, whose requests no filter sees, does not exist for the process, nor do the
 * other ABIs of its processor, which number their calls differently. All else is allowed.
 *
 * @returns an array of struct sock_filter, in the byte order of both architectures
 */
export function socketFilter({ audit, socket, socketpair }: Architecture): Uint8Array {
  const instructions: Instruction[] = [
    [LOAD_WORD, 0, 0, ARCHITECTURE_AT],
    [JUMP_IF_EQUAL, 0, 8, audit],
    [LOAD_WORD, 0, 0, NUMBER_AT],
    [JUMP_IF_ANY_BIT, 6, 0, X32_BIT],
    [JUMP_IF_EQUAL, 5, 0, IO_URING_SETUP],
    [JUMP_IF_EQUAL, 1, 0, socket],
    [JUMP_IF_EQUAL, 0, 2, socketpair],
    [LOAD_WORD, 0, 0, FAMILY_AT],
    [JUMP_IF_EQUAL, 0, 2, AF_UNIX],
    [RETURN, 0, 0, ALLOW],
    [RETURN, 0, 0, FAIL_WITH | ENOSYS],
    [RETURN, 0, 0, FAIL_WITH | EACCES],
  ];
  const bytes = new Uint8Array(instructions.length * INSTRUCTION_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [index, [code, ifTrue, ifFalse, constant]] of instructions.entries()) {
    const at = index * INSTRUCTION_BYTES;
    view.setUint16(at, code, true);
    view.setUint8(at + 2, ifTrue);
    view.setUint8(at + 3, ifFalse);
    view.setUint32(at + 4, constant, true);
  }
  return bytes;
}
