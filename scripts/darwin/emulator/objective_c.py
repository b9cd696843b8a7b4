"""An Objective-C runtime for the emulated library: its own classes run as they are, Apple's are objects of Python.

Layouts: Apple's objc4, runtime/objc-runtime-new.h (class_t, class_ro_t, method_list_t) and CoreFoundation's constant
strings. Each message that is sent to one of Apple's classes, or to one of the library's own, is written down.
"""

import struct

from .machine import Jump

CLASS = "OBJC_CLASS_$_"
METACLASS = "OBJC_METACLASS_$_"
CONSTANT_STRING = "__CFConstantStringClassReference"
UTF16 = 0x10
SMALL_METHODS = 0x8000_0000
FOREVER = float("inf")


class Object:
    """An instance of one of Apple's classes, or of one of the library's own."""

    def __init__(self, kind, value=None):
        self.kind = kind
        self.value = value
        self.retains = 1


class OwnClass:
    """A class of the library: its name, its superclass's address, the size of an instance, and its methods by key."""

    def __init__(self, name, parent, size, methods):
        self.name = name
        self.parent = parent
        self.size = size
        self.methods = methods


class Runtime:
    """`methods` are those of Apple's classes by (mark, class, selector): functions of the runtime, the receiver's object
    (None for a class) and the receiver's address. `parents` has the superclass of each class that has one but NSObject.
    `constants` gives the bytes of an imported variable, or a str for a pointer to a string.
    """

    def __init__(self, system, methods, parents, constants):
        self.system = system
        self.methods = methods
        self.parents = parents
        self.constants = constants
        self.machine = None
        self.classes = {}
        self.own = {}
        self.objects = {}
        self.variables = {}
        self.pools = []
        self.sent = system.noted

    def functions(self):
        names = [name for name in dir(self) if name.startswith("objc_")]
        return {name: getattr(self, name) for name in names} | {"NSTemporaryDirectory": self.temporary_directory}

    def variable(self, machine, name):
        """Where an imported variable lies; None for a function."""
        self.machine = machine
        if name in self.variables:
            return self.variables[name]
        if name.startswith((CLASS, METACLASS)) or name == CONSTANT_STRING:
            address = machine.allocate(64)
            self.classes[address] = name.removeprefix(CLASS)
        elif name in self.constants:
            content = self.constants[name]
            if isinstance(content, str):
                content = struct.pack("<Q", self.lasting("NSString", content))
            address = machine.place(content)
        else:
            return None
        self.variables[name] = address
        return address

    def read_own_classes(self):
        start, size = self.machine.section("__objc_classlist")
        for place in range(start, start + size, 8):
            address = self.machine.word(place)
            own = self._own_class(address, "-")
            metaclass = self._own_class(self.machine.word(address), "+")
            own.methods |= metaclass.methods
            self.own[address] = own

    def _own_class(self, address, mark):
        machine = self.machine
        read_only = machine.word(address + 32) & ~7
        size = machine.half_word(read_only + 8)
        name = machine.text(machine.word(read_only + 24))
        methods = {}
        table = machine.word(read_only + 32)
        if table != 0:
            entry, count = struct.unpack("<II", machine.read(table, 8))
            if entry & SMALL_METHODS:
                raise NotImplementedError("method lists with relative addresses")
            for index in range(count):
                selector, _, code = struct.unpack("<QQQ", machine.read(table + 8 + 24 * index, 24))
                methods[mark + machine.text(selector)] = code
        return OwnClass(name, machine.word(address + 8), size, methods)

    # Objects

    def new(self, kind, value=None):
        """The address of a new instance of one of Apple's classes, which the caller owns."""
        address = self.machine.allocate(16)
        self.objects[address] = Object(kind, value)
        return address

    def lasting(self, kind, value=None):
        """As new, but never freed, as what Apple's frameworks keep for themselves."""
        address = self.new(kind, value)
        self.objects[address].retains = FOREVER
        return address

    def passing(self, kind, value=None):
        """As new, but owned by the innermost autorelease pool."""
        address = self.new(kind, value)
        self.pools[-1].append(address)
        return address

    def object(self, address):
        """The object at an address, which must be alive; None for nil."""
        if address == 0:
            return None
        if address not in self.objects and self.classes.get(self.machine.word(address)) == CONSTANT_STRING:
            _, flags, text, length = struct.unpack("<QQQQ", self.machine.read(address, 32))
            raw = self.machine.read(text, length * (2 if flags & UTF16 else 1))
            self.objects[address] = Object("NSString", raw.decode("utf-16-le" if flags & UTF16 else "utf-8"))
            self.objects[address].retains = FOREVER
        found = self.objects.get(address)
        if found is None:
            raise ValueError(f"{address:#x} is no object")
        if found.retains <= 0:
            raise ValueError(f"{found.kind} is used after it was freed")
        return found

    def text(self, address):
        """The Python text of an NSString; None for nil."""
        found = self.object(address)
        return None if found is None else found.value

    def argument(self, index):
        """Argument of the message that is being sent, behind receiver and selector."""
        return self.machine.argument(2 + index)

    def alive(self):
        """Names of the classes of all objects that are owned by somebody, apart from those that last."""
        return sorted(one.kind for one in self.objects.values() if 0 < one.retains < FOREVER)

    # Messages

    def objc_msgSend(self, machine):
        receiver, selector = machine.argument(0), machine.text(machine.argument(1))
        return 0 if receiver == 0 else self.send(receiver, selector)

    def objc_msgSendSuper2(self, machine):
        receiver, current = struct.unpack("<QQ", machine.read(machine.argument(0), 16))
        machine.set_argument(0, receiver)
        parent = self.own[current].parent
        return self.dispatch(receiver, parent, "-", machine.text(machine.argument(1)))

    def send(self, receiver, selector):
        """Delivers a message whose arguments are in the registers."""
        if receiver in self.classes or receiver in self.own:
            return self.dispatch(receiver, receiver, "+", selector)
        kind = self.object(receiver).kind
        own = next((address for address, one in self.own.items() if one.name == kind), None)
        return self.dispatch(receiver, kind if own is None else own, "-", selector)

    def dispatch(self, receiver, start, mark, selector):
        """Looks a method up from a class on: an address for the library's own classes, a name for Apple's."""
        while start in self.own:
            code = self.own[start].methods.get(mark + selector)
            if code is not None:
                self.note(mark, self.own[start].name, selector)
                self.machine.set_argument(0, receiver)
                return Jump(code)
            start = self.own[start].parent
        kind = self.classes.get(start, start)
        for ancestor in self.lineage(kind):
            method = self.methods.get((mark, ancestor, selector))
            if method is not None:
                self.note(mark, kind, selector)
                instance = self.object(receiver) if mark == "-" else None
                return method(self, instance, receiver)
        raise NotImplementedError(f"nothing stands in for {mark}[{kind} {selector}]")

    def lineage(self, kind):
        while kind is not None:
            yield kind
            kind = self.parents.get(kind, None if kind == "NSObject" else "NSObject")

    def note(self, mark, kind, selector):
        self.sent.append(f"{mark}[{kind} {selector}]")

    def detail(self, text):
        """Adds to the message that was noted last what tells it from others."""
        self.sent[-1] += f" {text}"

    def temporary_directory(self, _machine):
        return self.passing("NSString", "/tmp/")

    # Ownership

    def retain(self, address):
        if address != 0:
            self.object(address).retains += 1
        return address

    def release(self, address):
        """Gives up an object; the last owner of one of the library's own makes its dealloc run."""
        found = self.object(address)
        if found is None:
            return None
        if found.retains > 1:
            found.retains -= 1
            return None
        own = next((one for one in self.own.values() if one.name == found.kind), None)
        if own is not None and "-dealloc" in own.methods:
            self.note("-", own.name, "dealloc")
            self.machine.set_argument(0, address)
            return Jump(own.methods["-dealloc"])
        self.free(address)
        return None

    def free(self, address):
        found = self.object(address)
        found.retains = 0
        self.sent.append(f"{found.kind} is freed")

    def objc_alloc(self, machine):
        address = machine.argument(0)
        if address in self.own:
            own = self.own[address]
            instance = machine.allocate(own.size)
            machine.write_word(instance, address)
            self.objects[instance] = Object(own.name)
        else:
            instance = self.new(self.classes[address])
        self.note("+", self.objects[instance].kind, "alloc")
        return instance

    def objc_alloc_init(self, machine):
        machine.set_argument(0, self.objc_alloc(machine))
        return self.send(machine.argument(0), "init")

    def objc_retain(self, machine):
        return self.retain(machine.argument(0))

    def objc_release(self, machine):
        return self.release(machine.argument(0))

    def objc_autorelease(self, machine):
        address = machine.argument(0)
        if address != 0:
            self.pools[-1].append(address)
        return address

    def objc_autoreleasePoolPush(self, _machine):
        self.pools.append([])
        return len(self.pools)

    def objc_autoreleasePoolPop(self, machine):
        self.drain(machine.argument(0))

    def drain(self, pool):
        """Frees what was given to this pool and to those that were made after it."""
        while len(self.pools) >= pool:
            for address in self.pools.pop():
                if isinstance(self.release(address), Jump):
                    raise NotImplementedError("an object of the library's own is freed by an autorelease pool")
