/** What a system call looks like to a filter: struct seccomp_data of <linux/seccomp.h>. */
export interface SystemCall {
  readonly audit: number;
  readonly number: number;
  /** Of 64 bits. */
  readonly firstArgument: bigint;
}

/**
 * Runs a filter as the kernel does (Documentation/networking/filter.rst), so that it can be tried for processors that are
 * not at hand.
 *
 * @returns the 32 bits that the filter returns
 * @throws Error for an instruction that is no load, jump or return, and for a program that runs over its end
 */
export function runFilter(program: Uint8Array, { audit, number, firstArgument }: SystemCall): number {
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, number, true);
  data.setUint32(4, audit, true);
  data.setBigUint64(16, firstArgument, true);
  const code = new DataView(program.buffer, program.byteOffset, program.byteLength);
  let accumulator = 0;
  for (let at = 0; at < program.length; at += 8) {
    const operand = code.getUint32(at + 4, true);
    const jump = (isTrue: boolean) => 8 * code.getUint8(at + (isTrue ? 2 : 3));
    switch (code.getUint16(at, true)) {
      case 0x20:
        accumulator = data.getUint32(operand, true);
        break;
      case 0x15:
        at += jump(accumulator === operand);
        break;
      case 0x45:
        at += jump((accumulator & operand) !== 0);
        break;
      case 0x06:
        return operand;
      default:
        throw new Error(`no instruction of a filter: ${code.getUint16(at, true)}`);
    }
  }
  throw new Error("the filter runs over its end");
}
