"""NSSpeechSynthesizer, which speaks into a file, and AVAudioFile, which reads it: the buffers of the scenario."""

from .foundation import method
from .speech import CONSTANTS

NATURAL_RATE = 180.0
NATURAL_PITCH = 46.0


@method("+", "NSSpeechSynthesizer", "availableVoices")
def available_voices(runtime, _object, _address):
    told = [runtime.object(voice).value["identifier"] for voice in runtime.synthesizer.voices]
    return runtime.passing("NSArray", [runtime.passing("NSString", identifier) for identifier in told])


@method("+", "NSSpeechSynthesizer", "attributesForVoice:")
def attributes_for_voice(runtime, _object, _address):
    wanted = runtime.text(runtime.argument(0))
    told = [runtime.object(voice).value for voice in runtime.synthesizer.voices]
    found = next(voice for voice in told if voice["identifier"] == wanted)
    names = {"NSVoiceName": found["name"], "NSVoiceLocaleIdentifier": found["language"]}
    return runtime.passing(
        "NSDictionary", {CONSTANTS[key]: runtime.passing("NSString", value) for key, value in names.items()}
    )


@method("-", "NSSpeechSynthesizer", "initWithVoice:")
def init_with_voice(runtime, instance, address):
    runtime.detail(runtime.text(runtime.argument(0)))
    instance.value = {"delegate": 0}
    return address


@method("-", "NSSpeechSynthesizer", "setDelegate:")
def set_delegate(runtime, instance, _address):
    instance.value["delegate"] = runtime.argument(0)
    runtime.detail("nil" if runtime.argument(0) == 0 else runtime.object(runtime.argument(0)).kind)


@method("-", "NSSpeechSynthesizer", "rate")
def rate(runtime, _object, _address):
    runtime.machine.set_single(0, NATURAL_RATE)


@method("-", "NSSpeechSynthesizer", "setRate:")
def set_rate(runtime, _object, _address):
    runtime.detail(f"{runtime.machine.single(0):.4g}")


@method("-", "NSSpeechSynthesizer", "objectForProperty:error:")
def object_for_property(runtime, _object, _address):
    runtime.detail(runtime.text(runtime.argument(0)))
    return runtime.passing("NSNumber", NATURAL_PITCH)


@method("-", "NSSpeechSynthesizer", "setObject:forProperty:error:")
def set_object(runtime, _object, _address):
    runtime.detail(f"{runtime.text(runtime.argument(1))} {runtime.object(runtime.argument(0)).value:.4g}")
    return True


@method("-", "NSSpeechSynthesizer", "startSpeakingString:toURL:")
def start_speaking(runtime, instance, address):
    runtime.detail(f"{runtime.text(runtime.argument(0))} {runtime.text(runtime.argument(1))}")

    def finish():
        delegate = instance.value["delegate"]
        if delegate == 0:
            return None
        machine = runtime.machine
        for index, argument in ((0, delegate), (2, address), (3, 1)):
            machine.set_argument(index, argument)
        return runtime.send(delegate, "speechSynthesizer:didFinishSpeaking:")

    runtime.synthesizer.waiting.append(finish)
    return True


@method("-", "NSSpeechSynthesizer", "stopSpeaking")
def stop_speaking(_runtime, _object, _address):
    return None


@method("-", "AVAudioFile", "initForReading:error:")
def init_for_reading(runtime, instance, address):
    runtime.detail(runtime.text(runtime.argument(0)))
    instance.value = {"left": list(runtime.synthesizer.buffers), "position": 0}
    return address


@method("-", "AVAudioFile", "processingFormat")
def processing_format(runtime, _object, _address):
    return runtime.passing("AVAudioFormat", runtime.synthesizer.buffers[0]["rate"])


@method("-", "AVAudioFile", "length")
def file_length(runtime, _object, _address):
    return sum(buffer["frames"] for buffer in runtime.synthesizer.buffers)


@method("-", "AVAudioFile", "framePosition")
def frame_position(_runtime, instance, _address):
    return instance.value["position"]


@method("-", "AVAudioFile", "readIntoBuffer:error:")
def read_into_buffer(runtime, instance, _address):
    """One buffer of the scenario at a time."""
    read = instance.value["left"].pop(0)
    instance.value["position"] += read["frames"]
    runtime.object(runtime.argument(0)).value = read
    return True


@method("-", "AVAudioPCMBuffer", "initWithPCMFormat:frameCapacity:")
def init_with_format(_runtime, _object, address):
    return address
