"""The functions of libSystem that our libraries call, for one thread. Time passes only when somebody waits."""

import math
import struct

NANOSECONDS = 1_000_000_000
# <errno.h> on macOS.
ETIMEDOUT = 60


class System:
    """The clock, memory that was handed out and not given back yet, and what was done with files, as `noted`."""

    def __init__(self):
        self.now = 1_000 * NANOSECONDS
        self.sizes = {}
        self.noted = []

    def functions(self):
        """Replacements for a Machine, by name."""
        names = [name for name in dir(self) if name.startswith("c_")]
        return {name.removeprefix("c_"): getattr(self, name) for name in names} | {
            name: nothing for name in ONE_THREAD
        }

    def allocate(self, machine, size):
        address = machine.allocate(size)
        self.sizes[address] = size
        return address

    def c_malloc(self, machine):
        return self.allocate(machine, machine.argument(0))

    def c_aligned_alloc(self, machine):
        alignment, size = machine.argument(0), machine.argument(1)
        machine.free = (machine.free + alignment - 1) & ~(alignment - 1)
        return self.allocate(machine, size)

    def c_free(self, machine):
        address = machine.argument(0)
        if address != 0 and self.sizes.pop(address, None) is None:
            raise ValueError(f"free({address:#x}) was not handed out, or was given back before")

    def c_realloc(self, machine):
        old, size = machine.argument(0), machine.argument(1)
        new = self.allocate(machine, size)
        if old != 0:
            machine.write(new, machine.read(old, min(self.sizes.pop(old), size)))
        return new

    def c_strdup(self, machine):
        content = machine.text(machine.argument(0)).encode() + b"\0"
        address = self.allocate(machine, len(content))
        machine.write(address, content)
        return address

    def c_memcpy(self, machine):
        to, source, size = (machine.argument(index) for index in range(3))
        machine.write(to, machine.read(source, size))

    c_memmove = c_memcpy

    def c_memset(self, machine):
        to, value, size = (machine.argument(index) for index in range(3))
        machine.write(to, bytes([value & 0xFF]) * size)

    def c_bzero(self, machine):
        machine.write(machine.argument(0), bytes(machine.argument(1)))

    def c_memcmp(self, machine):
        one, other = (machine.read(machine.argument(index), machine.argument(2)) for index in range(2))
        return (one > other) - (one < other)

    def c_memchr(self, machine):
        start, value, size = (machine.argument(index) for index in range(3))
        found = machine.read(start, size).find(bytes([value & 0xFF]))
        return 0 if found < 0 else start + found

    def c_strcmp(self, machine):
        one, other = (machine.text(machine.argument(index)).encode() for index in range(2))
        return (one > other) - (one < other)

    def c_strlen(self, machine):
        return len(machine.text(machine.argument(0)).encode())

    def c_sin(self, machine):
        return math.sin(machine.floating(0))

    def c_exp2(self, machine):
        return 2.0 ** machine.floating(0)

    def c_clock_gettime(self, machine):
        machine.write(machine.argument(1), struct.pack("<qq", self.now // NANOSECONDS, self.now % NANOSECONDS))
        return 0

    def c_nanosleep(self, machine):
        seconds, nanoseconds = struct.unpack("<qq", machine.read(machine.argument(0), 16))
        self.now += seconds * NANOSECONDS + nanoseconds
        return 0

    def c_pthread_self(self, _machine):
        return 1

    c_pthread_mach_thread_np = c_pthread_self

    def c_pthread_cond_timedwait(self, machine):
        seconds, nanoseconds = struct.unpack("<qq", machine.read(machine.argument(2), 16))
        self.now = max(self.now, seconds * NANOSECONDS + nanoseconds)
        return ETIMEDOUT

    def c_mkdtemp(self, machine):
        """No folder is made, but it gets its name."""
        template = machine.text(machine.argument(0))
        machine.write(machine.argument(0), (template.removesuffix("XXXXXX") + "000000").encode())
        self.noted.append(f"mkdtemp {template}")
        return machine.argument(0)

    def c_unlink(self, machine):
        self.noted.append(f"unlink {machine.text(machine.argument(0))}")
        return 0

    def c_rmdir(self, machine):
        self.noted.append(f"rmdir {machine.text(machine.argument(0))}")
        return 0

    def c__tlv_bootstrap(self, machine):
        """Thunk of a thread's variable: its descriptor is {thunk, key, offset}, and all registers but x0 are kept."""
        start, _ = machine.section("__thread_data")
        key, offset = machine.word(machine.argument(0) + 8), machine.word(machine.argument(0) + 16)
        if key == 0:
            _, initialised = machine.section("__thread_data")
            _, zeroed = machine.section("__thread_bss")
            key = machine.allocate(initialised + zeroed + 64)
            machine.write(key, machine.read(start, initialised) if initialised > 0 else b"")
            descriptors, size = machine.section("__thread_vars")
            for descriptor in range(descriptors, descriptors + size, 24):
                machine.write_word(descriptor + 8, key)
        return key + offset


def nothing(_machine):
    return 0


# What needs no doing where there is one thread that never ends.
ONE_THREAD = (
    "pthread_mutex_lock",
    "pthread_mutex_unlock",
    "pthread_mutex_destroy",
    "pthread_cond_signal",
    "pthread_cond_broadcast",
    "pthread_cond_destroy",
    "_tlv_atexit",
    "__cxa_atexit",
    # The one locale, "C", has one byte for each character and no states.
    "mbtowc_l",
)
