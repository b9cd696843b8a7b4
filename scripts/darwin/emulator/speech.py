"""AVSpeechSynthesizer and what belongs to it: one synthesizer that speaks what it is told to, while the run loop turns."""

import math
import struct
from collections import deque

from .foundation import METHODS, PARENTS, method
from .machine import Jump

PARENTS["AVAudioPCMBuffer"] = "AVAudioBuffer"
# <Block.h> and Clang's "Block Implementation Specification": the flag of a block that has to be copied by code of its own.
HAS_COPY_DISPOSE = 1 << 25
AMPLITUDE = 0.5
HERTZ = 440
# What AVFAudio says of its rates.
CONSTANTS = {
    "AVSpeechUtteranceDefaultSpeechRate": struct.pack("<f", 0.5),
    "AVSpeechUtteranceMaximumSpeechRate": struct.pack("<f", 1.0),
    "NSDefaultRunLoopMode": "kCFRunLoopDefaultMode",
    "NSSpeechPitchBaseProperty": "pbas",
    "NSVoiceName": "VoiceName",
    "NSVoiceLocaleIdentifier": "VoiceLocaleIdentifier",
}


class Synthesizer:
    """What it delivers, from what the scenario says of it: `buffers` of each utterance, and how it `ends`."""

    def __init__(self, runtime, voices, buffers, ends):
        self.runtime = runtime
        self.voices = [runtime.lasting("AVSpeechSynthesisVoice", voice) for voice in voices]
        self.buffers = buffers
        self.ends = ends
        self.delegate = 0
        self.address = 0
        self.waiting = deque()

    def speak(self, utterance, block):
        """Copies the block, since its caller's frame is gone when it is called."""
        machine = self.runtime.machine
        flags, descriptor = machine.half_word(block + 8), machine.word(block + 24)
        if flags & HAS_COPY_DISPOSE:
            raise NotImplementedError("the block holds objects")
        copy = machine.place(machine.read(block, machine.word(descriptor + 8)))
        for buffer in self.buffers:
            self.waiting.append(lambda buffer=buffer: self.call_block(copy, buffer))
        for end in self.ends:
            if end == "last buffer":
                self.waiting.append(lambda: self.call_block(copy, {**self.buffers[0], "frames": 0}))
            else:
                self.waiting.append(lambda: self.tell("speechSynthesizer:didFinishSpeechUtterance:", utterance))

    def stop(self):
        """What is on its way already comes late: one buffer, if the scenario has any left, and the delegate's word."""
        self.waiting = deque(list(self.waiting)[:1])

    def call_block(self, block, buffer):
        machine = self.runtime.machine
        machine.set_argument(0, block)
        machine.set_argument(1, self.runtime.passing("AVAudioPCMBuffer", buffer))
        self.runtime.sent.append(f"buffer of {buffer['frames']} frames")
        return Jump(machine.word(block + 16))

    def tell(self, selector, utterance):
        if self.delegate == 0:
            return None
        machine = self.runtime.machine
        machine.set_argument(0, self.delegate)
        machine.set_argument(2, self.address)
        machine.set_argument(3, utterance)
        return self.runtime.send(self.delegate, selector)


@method("-", "NSRunLoop", "runMode:beforeDate:")
def run_mode(runtime, _object, _address):
    """One turn: what waits is called, or time passes."""
    if runtime.text(runtime.argument(0)) != CONSTANTS["NSDefaultRunLoopMode"]:
        raise ValueError("another mode of the run loop")
    waiting = runtime.synthesizer.waiting
    if waiting:
        return waiting.popleft()()
    runtime.system.now = max(runtime.system.now, runtime.object(runtime.argument(1)).value)
    return True


@method("+", "AVSpeechSynthesisVoice", "speechVoices")
def speech_voices(runtime, _object, _address):
    return runtime.passing("NSArray", runtime.synthesizer.voices)


@method("+", "AVSpeechSynthesisVoice", "voiceWithIdentifier:")
def voice_with_identifier(runtime, _object, _address):
    wanted = runtime.text(runtime.argument(0))
    runtime.detail(wanted)
    found = (voice for voice in runtime.synthesizer.voices if runtime.object(voice).value["identifier"] == wanted)
    return next(found, 0)


for property_name in ("identifier", "name", "language"):
    METHODS["-", "AVSpeechSynthesisVoice", property_name] = (
        lambda runtime, instance, _address, name=property_name: runtime.passing("NSString", instance.value[name])
    )


@method("-", "AVSpeechSynthesizer", "init")
def init_synthesizer(runtime, _object, address):
    runtime.synthesizer.address = address
    return address


@method("-", "AVSpeechSynthesizer", "setDelegate:")
def set_delegate(runtime, _object, _address):
    runtime.synthesizer.delegate = runtime.argument(0)
    runtime.detail("nil" if runtime.argument(0) == 0 else runtime.object(runtime.argument(0)).kind)


@method("-", "AVSpeechSynthesizer", "writeUtterance:toBufferCallback:")
def write_utterance(runtime, _object, _address):
    runtime.synthesizer.speak(runtime.argument(0), runtime.argument(1))


@method("-", "AVSpeechSynthesizer", "stopSpeakingAtBoundary:")
def stop_speaking(runtime, _object, _address):
    runtime.detail(str(runtime.argument(0)))
    runtime.synthesizer.stop()
    return True


@method("+", "AVSpeechUtterance", "speechUtteranceWithString:")
def utterance_with_string(runtime, _object, _address):
    text = runtime.text(runtime.argument(0))
    runtime.detail(text)
    return runtime.passing("AVSpeechUtterance", text)


@method("-", "AVSpeechUtterance", "setVoice:")
def set_voice(runtime, _object, _address):
    runtime.detail(runtime.object(runtime.argument(0)).value["identifier"])


@method("-", "AVSpeechUtterance", "setRate:")
def set_rate(runtime, _object, _address):
    runtime.detail(f"{runtime.machine.single(0):.4g}")


@method("-", "AVSpeechUtterance", "setPitchMultiplier:")
def set_pitch_multiplier(runtime, _object, _address):
    runtime.detail(f"{runtime.machine.single(0):.4g}")


@method("-", "AVAudioPCMBuffer", "frameLength")
def frame_length(_runtime, instance, _address):
    return instance.value["frames"]


@method("-", "AVAudioPCMBuffer", "stride")
def stride(_runtime, _object, _address):
    return 1


@method("-", "AVAudioBuffer", "format")
def buffer_format(runtime, instance, _address):
    return runtime.passing("AVAudioFormat", instance.value["rate"])


@method("-", "AVAudioFormat", "sampleRate")
def sample_rate(_runtime, instance, _address):
    return float(instance.value)


def channels(selector, kind, code, scale):
    """Enters the samples of one type: a pointer to the pointer of the one channel, or nil in buffers of another type."""

    @method("-", "AVAudioPCMBuffer", selector)
    def channel_data(runtime, instance, _address):
        frames, rate = instance.value["frames"], instance.value["rate"]
        if instance.value["type"] != kind:
            return 0
        tone = (AMPLITUDE * scale * math.sin(2 * math.pi * HERTZ * n / rate) for n in range(frames))
        samples = [value if kind == "float32" else int(value) for value in tone]
        channel = runtime.machine.place(struct.pack(f"<{frames}{code}", *samples))
        return runtime.machine.place(struct.pack("<Q", channel))


channels("floatChannelData", "float32", "f", 1)
channels("int16ChannelData", "int16", "h", 2**15)
channels("int32ChannelData", "int32", "i", 2**31)
