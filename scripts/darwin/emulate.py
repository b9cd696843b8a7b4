"""Executes an arm64 voice library for macOS (native/voice.h, voice_apple.m) on an emulated processor.

    emulate.py LIBRARY < SCENARIO

The scenario is JSON: `voices` (identifier, name and language of each), the `buffers` of every utterance (type, rate and
frames), how it `ends` ("last buffer", "delegate", in this order), and `steps`, each [function, argument…]. Answers for
each step what it returned, what was sent to Apple's classes meanwhile, and what else there is to tell.

scripts/darwin/emulate.ts starts this with the packages of scripts/requirements-darwin.txt.
"""

import json
import struct
import sys

from emulator import older_speech  # noqa: F401
from emulator.foundation import METHODS, PARENTS
from emulator.libc import System
from emulator.machine import Machine
from emulator.objective_c import Runtime
from emulator.speech import CONSTANTS, Synthesizer

# Apart from speech, these have a place in every library that has C++ in it.
CPP_VARIABLES = {
    "_DefaultRuneLocale": bytes(64),
    "_NSConcreteStackBlock": bytes(64),
    "__stderrp": bytes(8),
    "__objc_personality_v0": bytes(8),
    "_objc_empty_cache": bytes(64),
    "objc_ehtype_vtable": bytes(64),
}


class Voice:
    """The functions of voice.h."""

    def __init__(self, path, scenario):
        self.system = System()
        self.runtime = Runtime(self.system, METHODS, PARENTS, CONSTANTS | CPP_VARIABLES)
        replacements = self.system.functions() | self.runtime.functions()
        self.machine = Machine(path, replacements, self.runtime.variable)
        self.runtime.read_own_classes()
        self.machine.initialise()
        self.runtime.synthesizer = Synthesizer(
            self.runtime, scenario["voices"], scenario["buffers"], scenario["ends"]
        )
        self.handle = 0

    def step(self, name, *arguments):
        self.runtime.sent.clear()
        started = self.system.now
        status, told = getattr(self, name)(*arguments)
        signed = struct.unpack("<i", struct.pack("<I", status & 0xFFFF_FFFF))[0]
        about = {"status": signed, "sent": list(self.runtime.sent), "ms": (self.system.now - started) / 1e6}
        if signed < 0:
            about["error"] = self.last_error()
        return about | told

    def string(self, text):
        return self.machine.place(text.encode()), len(text.encode())

    def last_error(self):
        text = self.machine.allocate(4096)
        size = self.machine.call("tts_voice_last_error", text, 4096)
        return self.machine.read(text, size & 0xFFFF_FFFF).decode()

    def abi(self, function):
        """The one function that every library of ours has in its own name, and needs nothing but its constructors."""
        return self.machine.call(function), {}

    def open(self, name):
        out = self.machine.allocate(8)
        status = self.machine.call("tts_voice_open", *self.string(name), *self.string(""), out)
        self.handle = self.machine.word(out)
        return status, {}

    def rate(self):
        out = self.machine.allocate(4)
        status = self.machine.call("tts_voice_rate", self.handle, out)
        return status, {"hz": self.machine.half_word(out)}

    def names(self, capacity=4096):
        text, size = self.machine.allocate(capacity), self.machine.allocate(4)
        status = self.machine.call("tts_voice_names", text, capacity, size)
        bytes_needed = self.machine.half_word(size)
        return status, {"names": self.machine.read(text, min(bytes_needed, capacity)).decode(), "bytes": bytes_needed}

    def start(self, text, speed, pitch=0):
        arguments = (*self.string(text), float(speed), float(pitch))
        return self.machine.call("tts_voice_start", self.handle, *arguments), {}

    def next(self, capacity, timeout_ms):
        pcm, frames = self.machine.allocate(2 * capacity), self.machine.allocate(4)
        status = self.machine.call("tts_voice_next", self.handle, pcm, capacity, timeout_ms, frames)
        count = self.machine.half_word(frames)
        samples = struct.unpack(f"<{count}h", self.machine.read(pcm, 2 * count))
        return status, {"samples": samples}

    def stop(self):
        return self.machine.call("tts_voice_stop", self.handle), {}

    def turn(self):
        """The run loop, turned by somebody else than the library."""
        waiting = self.runtime.synthesizer.waiting
        while waiting:
            pool = self.runtime.objc_autoreleasePoolPush(self.machine)
            jump = waiting.popleft()()
            if jump is not None:
                registers = [self.machine.argument(index) for index in range(4)]
                self.machine.call(jump.address, *registers)
            self.runtime.drain(pool)
        return 0, {}

    def close(self):
        self.machine.call("tts_voice_close", self.handle)
        return 0, {"alive": self.runtime.alive(), "allocations": len(self.system.sizes)}


def main():
    scenario = json.load(sys.stdin)
    voice = Voice(sys.argv[1], scenario)
    print(json.dumps([voice.step(*step) for step in scenario["steps"]]))


if __name__ == "__main__":
    main()
