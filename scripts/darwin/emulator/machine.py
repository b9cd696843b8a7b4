"""An arm64 Mach-O library in an emulated processor, with everything it imports replaced by functions written in Python.

The layout of the file is that of <mach-o/loader.h>, the calling convention Apple's for arm64: integers and pointers in
x0 to x7, floating point in d0 to d7, arguments of a variable number on the stack.
"""

import struct

import lief
from unicorn import UC_ARCH_ARM64, UC_HOOK_CODE, UC_MODE_ARM, Uc
from unicorn.arm64_const import (
    UC_ARM64_REG_CPACR_EL1,
    UC_ARM64_REG_D0,
    UC_ARM64_REG_LR,
    UC_ARM64_REG_PC,
    UC_ARM64_REG_SP,
    UC_ARM64_REG_X0,
    UC_ARM64_REG_X16,
    UC_CPU_ARM64_MAX,
)

IMAGE = 0x1_0000_0000
STUBS = 0x2_0000_0000
STUBS_SIZE = 0x10_0000
HEAP = 0x3_0000_0000
HEAP_SIZE = 0x400_0000
STACK = 0x4_0000_0000
STACK_SIZE = 0x10_0000

BRANCH_X16 = struct.pack("<I", 0xD61F0200)
RET = struct.pack("<I", 0xD65F03C0)
SLOT = 16
# Where a replacement goes on to, and where a call from outside ends.
RETURNING = STUBS
ENDED = STUBS + STUBS_SIZE - SLOT
# One call; the slowest, which makes a resampler's tables, takes far less.
LIMIT_US = 30_000_000


class Jump:
    """Given back by a replacement that goes on in emulated code, with the registers as it leaves them."""

    def __init__(self, address):
        self.address = address


class Machine:
    """`replacements` has a function for each imported one, by name without underscore, called with the machine; what it
    gives back is the result: a whole number, a pair of them, a float, a Jump, or None. `variables` gives the address of
    an imported variable, or None for what is a function.
    """

    def __init__(self, path, replacements, variables):
        self.cpu = Uc(UC_ARCH_ARM64, UC_MODE_ARM)
        # The first Macs with such a processor know more than Unicorn's usual one.
        self.cpu.ctl_set_cpu_model(UC_CPU_ARM64_MAX)
        self.cpu.reg_write(UC_ARM64_REG_CPACR_EL1, 3 << 20)  # Floating point is switched on.
        for start, size in ((STUBS, STUBS_SIZE), (HEAP, HEAP_SIZE), (STACK, STACK_SIZE)):
            self.cpu.mem_map(start, size)
        self.replacements = replacements
        self.names = {}
        self.stubs = {}
        self.free = HEAP
        self.cpu.mem_write(RETURNING, RET)
        self.cpu.hook_add(UC_HOOK_CODE, self._at_stub, begin=STUBS + SLOT, end=ENDED - 1)
        lief.logging.disable()
        self.binary = lief.MachO.parse(path).at(0)
        self._load(variables)

    def _load(self, variables):
        segments = [segment for segment in self.binary.segments if segment.virtual_size > 0]
        end = max(segment.virtual_address + segment.virtual_size for segment in segments)
        self.cpu.mem_map(IMAGE, (end + 0xFFFF) & ~0xFFFF)
        for segment in segments:
            self.cpu.mem_write(IMAGE + segment.virtual_address, bytes(segment.content))
        for rebase in self.binary.relocations:
            if isinstance(rebase, lief.MachO.RelocationDyld):
                place = IMAGE + rebase.address
                self.write_word(place, IMAGE + self.word(place))
        for bind in self.binary.bindings:
            if not isinstance(bind, lief.MachO.DyldBindingInfo):
                raise SystemExit("only imports of LC_DYLD_INFO_ONLY can be bound")
            name = bind.symbol.name[1:]
            address = variables(self, name)
            place = self.stub(name) if address is None else address
            self.write_word(IMAGE + bind.address, place + bind.addend)
        self.exports = {e.symbol.name[1:]: IMAGE + e.address for e in self.binary.dyld_info.exports}

    def initialise(self):
        """Calls what dyld calls before anything else: the constructors of the library's own variables."""
        for section in self.binary.sections:
            start = IMAGE + section.virtual_address
            if section.type == lief.MachO.Section.TYPE.MOD_INIT_FUNC_POINTERS:
                for place in range(start, start + section.size, 8):
                    self.call(self.word(place))

    def section(self, name):
        """Start and length of a section; two zeros when there is none."""
        found = next((section for section in self.binary.sections if section.name == name), None)
        return (0, 0) if found is None else (IMAGE + found.virtual_address, found.size)

    def stub(self, name):
        """Address that stands for an imported function."""
        if name not in self.stubs:
            address = STUBS + SLOT * (len(self.stubs) + 1)
            self.cpu.mem_write(address, BRANCH_X16)
            self.stubs[name] = address
            self.names[address] = name
        return self.stubs[name]

    def _at_stub(self, _cpu, address, _size, _data):
        name = self.names[address]
        replacement = self.replacements.get(name)
        if replacement is None:
            raise NotImplementedError(f"the library calls {name}, which has no replacement")
        result = replacement(self)
        self.cpu.reg_write(UC_ARM64_REG_X16, result.address if isinstance(result, Jump) else RETURNING)
        if isinstance(result, bool | int):
            self.set_argument(0, int(result))
        elif isinstance(result, tuple):
            for index, part in enumerate(result):
                self.set_argument(index, part)
        elif isinstance(result, float):
            self.set_floating(0, result)

    def call(self, function, *arguments):
        """Calls an exported function by name, or any by address; floats among the arguments go where floats go."""
        address = self.exports[function] if isinstance(function, str) else function
        whole = [argument for argument in arguments if not isinstance(argument, float)]
        floating = [argument for argument in arguments if isinstance(argument, float)]
        for index, argument in enumerate(whole):
            self.set_argument(index, argument)
        for index, argument in enumerate(floating):
            self.set_floating(index, argument)
        self.cpu.reg_write(UC_ARM64_REG_SP, STACK + STACK_SIZE - 0x1000)
        self.cpu.reg_write(UC_ARM64_REG_LR, ENDED)
        self.cpu.emu_start(address, ENDED, timeout=LIMIT_US)
        if self.cpu.reg_read(UC_ARM64_REG_PC) != ENDED:
            raise TimeoutError(f"{function} does not come back")
        return self.argument(0)

    def argument(self, index):
        return self.cpu.reg_read(UC_ARM64_REG_X0 + index)

    def set_argument(self, index, value):
        self.cpu.reg_write(UC_ARM64_REG_X0 + index, value & 0xFFFF_FFFF_FFFF_FFFF)

    def floating(self, index):
        return struct.unpack("<d", struct.pack("<Q", self.cpu.reg_read(UC_ARM64_REG_D0 + index)))[0]

    def single(self, index):
        return struct.unpack("<f", struct.pack("<Q", self.cpu.reg_read(UC_ARM64_REG_D0 + index))[:4])[0]

    def set_floating(self, index, value):
        self.cpu.reg_write(UC_ARM64_REG_D0 + index, struct.unpack("<Q", struct.pack("<d", value))[0])

    def set_single(self, index, value):
        self.cpu.reg_write(UC_ARM64_REG_D0 + index, struct.unpack("<I", struct.pack("<f", value))[0])

    def variable_argument(self, index):
        return self.word(self.cpu.reg_read(UC_ARM64_REG_SP) + 8 * index)

    def read(self, address, size):
        return bytes(self.cpu.mem_read(address, size))

    def write(self, address, content):
        self.cpu.mem_write(address, content)

    def word(self, address):
        return struct.unpack("<Q", self.read(address, 8))[0]

    def write_word(self, address, value):
        self.write(address, struct.pack("<Q", value & 0xFFFF_FFFF_FFFF_FFFF))

    def half_word(self, address):
        return struct.unpack("<I", self.read(address, 4))[0]

    def text(self, address):
        """The bytes up to a zero, as text."""
        end = address
        while self.read(end, 1) != b"\0":
            end += 1
        return self.read(address, end - address).decode()

    def allocate(self, size):
        """Zeroed memory, which is never used again: a use after free shows as what was there."""
        address = self.free
        self.free += (size + 31) & ~15
        if self.free > HEAP + HEAP_SIZE:
            raise MemoryError("the emulated heap is full")
        return address

    def place(self, content):
        """A copy of bytes in emulated memory."""
        address = self.allocate(len(content))
        self.write(address, content)
        return address
