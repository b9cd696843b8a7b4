import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ARCHITECTURES, socketFilter } from "../../src/offline/socket_filter.ts";
import { runFilter } from "./bpf.ts";

const ALLOW = 0x7fff_0000;
const EACCES = 0x0005_000d;
const ENOSYS = 0x0005_0026;
const AF_UNIX = 1n;
const X32 = 0x4000_0000;

/** <asm/unistd.h> and <linux/audit.h> of each processor, once more. */
const PROCESSORS = [
  { name: "x64", audit: 0xc000003e, socket: 41, socketpair: 53, connect: 42, ioUringSetup: 425 },
  { name: "arm64", audit: 0xc00000b7, socket: 198, socketpair: 199, connect: 203, ioUringSetup: 425 },
];

const anyArgument = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });

describe.each(PROCESSORS)(
  "the filter for $name",
  ({ name, audit, socket, socketpair, connect, ioUringSetup }) => {
    const known = ARCHITECTURES[name];
    if (known === undefined) throw new Error(`no filter for ${name}`);
    const program = socketFilter(known);
    const verdict = (number: number, firstArgument = 0n, architecture = audit) =>
      runFilter(program, { audit: architecture, number, firstArgument });

    test("a socket of any family but AF_UNIX is refused, whatever stands in the upper half of its register", () => {
      fc.assert(
        fc.property(fc.constantFrom(socket, socketpair), anyArgument, (number, family) => {
          const isUnix = BigInt.asUintN(32, family) === AF_UNIX;
          expect(verdict(number, family)).toBe(isUnix ? ALLOW : EACCES);
        }),
      );
      for (const upper of [0n, 1n, 0xffff_ffffn]) {
        expect(verdict(socket, (upper << 32n) | AF_UNIX)).toBe(ALLOW);
        expect(verdict(socket, (upper << 32n) | 2n)).toBe(EACCES);
      }
    });

    test("io_uring does not exist, whatever its arguments", () => {
      fc.assert(fc.property(anyArgument, (argument) => expect(verdict(ioUringSetup, argument)).toBe(ENOSYS)));
    });

    test("calls of another ABI do not exist, whatever they are", () => {
      const foreign = fc.nat(0xffff_ffff).filter((architecture) => architecture !== audit);
      fc.assert(
        fc.property(foreign, fc.nat(1000), anyArgument, (architecture, number, argument) =>
          expect(verdict(number, argument, architecture)).toBe(ENOSYS),
        ),
      );
      fc.assert(
        fc.property(fc.nat(1000), anyArgument, (number, argument) =>
          expect(verdict(X32 + number, argument)).toBe(ENOSYS),
        ),
      );
    });

    test("every other call is allowed", () => {
      expect(verdict(connect, 3n)).toBe(ALLOW);
      const other = fc.nat(1000).filter((number) => ![socket, socketpair, ioUringSetup].includes(number));
      fc.assert(
        fc.property(other, anyArgument, (number, argument) => expect(verdict(number, argument)).toBe(ALLOW)),
      );
    });
  },
);
