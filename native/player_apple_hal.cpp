#include "player_apple_hal.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include <AudioToolbox/AudioToolbox.h>

namespace tts::hal {

namespace {

constexpr AudioObjectPropertyScope kGlobal = kAudioObjectPropertyScopeGlobal;
constexpr AudioObjectPropertyScope kOutput = kAudioObjectPropertyScopeOutput;

AudioObjectPropertyAddress address_of(AudioObjectPropertySelector selector, AudioObjectPropertyScope scope) {
  return {selector, scope, kAudioObjectPropertyElementMain};
}

/* A property of fixed size; nothing when it cannot be read. */
template <typename Value>
std::optional<Value> read(AudioObjectID object, AudioObjectPropertySelector selector, AudioObjectPropertyScope scope) {
  const AudioObjectPropertyAddress address = address_of(selector, scope);
  Value value{};
  UInt32 bytes = sizeof(value);
  const OSStatus status = AudioObjectGetPropertyData(object, &address, 0, nullptr, &bytes, &value);
  if (status != noErr || bytes != sizeof(value)) return std::nullopt;
  return value;
}

/* A property that is a list of objects. The list may grow between the question for its size and the one for itself. */
OSStatus read_objects(AudioObjectID object, AudioObjectPropertySelector selector, AudioObjectPropertyScope scope,
                      std::vector<AudioObjectID> &objects) {
  const AudioObjectPropertyAddress address = address_of(selector, scope);
  for (int attempts = 3;; attempts--) {
    UInt32 bytes = 0;
    OSStatus status = AudioObjectGetPropertyDataSize(object, &address, 0, nullptr, &bytes);
    if (status != noErr) return status;
    objects.resize(bytes / sizeof(AudioObjectID));
    status = AudioObjectGetPropertyData(object, &address, 0, nullptr, &bytes, objects.data());
    objects.resize(std::min(objects.size(), bytes / sizeof(AudioObjectID)));
    if (status != kAudioHardwareBadPropertySizeError || attempts == 0) return status;
  }
}

/* A property that is a text, as UTF-8; empty when it cannot be read. */
std::string read_text(AudioObjectID object, AudioObjectPropertySelector selector) {
  const std::optional<CFStringRef> found = read<CFStringRef>(object, selector, kGlobal);
  if (!found || *found == nullptr) return {};
  const CFIndex most = CFStringGetMaximumSizeForEncoding(CFStringGetLength(*found), kCFStringEncodingUTF8);
  std::string text(static_cast<size_t>(most) + 1, '\0');
  const bool is_whole =
      CFStringGetCString(*found, text.data(), static_cast<CFIndex>(text.size()), kCFStringEncodingUTF8);
  CFRelease(*found);
  text.resize(is_whole ? text.find('\0') : 0);
  return text;
}

const char *meaning_of(OSStatus status) {
  switch (status) {
    case kAudioHardwareBadDeviceError:
    case kAudioHardwareBadObjectError:
    case kAudioHardwareBadStreamError:
      return "the device is not there any more";
    case kAudioHardwareNotRunningError:
      return "the sound service does not run";
    case kAudioHardwareNotReadyError:
      return "the device is not ready";
    case kAudioHardwareIllegalOperationError:
    case kAudioHardwareUnsupportedOperationError:
      return "the device does not allow it";
    case kAudioHardwareUnknownPropertyError:
    case kAudioUnitErr_InvalidProperty:
      return "it does not have what was asked for";
    case kAudioDevicePermissionsError:
      return "another program has the device to itself";
    case kAudioDeviceUnsupportedFormatError:
    case kAudioUnitErr_FormatNotSupported:
      return "the device does not take our sound's format";
    case kAudioUnitErr_FailedInitialization:
      return "the device could not be prepared";
    case kAudioUnitErr_CannotDoInCurrentContext:
      return "the device is busy";
    default:
      return "";
  }
}

}  // namespace

std::string told(OSStatus status) {
  const auto code = static_cast<uint32_t>(status);
  std::string name;
  for (const int shift : {24, 16, 8, 0}) name += static_cast<char>(code >> shift & 0xFF);
  const auto is_printable = [](char c) { return c >= ' ' && c <= '~'; };
  const bool has_name = std::all_of(name.begin(), name.end(), is_printable);
  std::string text = "CoreAudio: " + (has_name ? "'" + name + "'" : std::to_string(status));
  const std::string meaning = meaning_of(status);
  return meaning.empty() ? text : text + ", " + meaning;
}

void check(OSStatus status, const std::string &sentence) {
  if (status != noErr) throw std::runtime_error(sentence + " (" + told(status) + ")");
}

std::vector<OutputDevice> output_devices() {
  std::vector<AudioObjectID> all;
  check(read_objects(kAudioObjectSystemObject, kAudioHardwarePropertyDevices, kGlobal, all),
        "the devices cannot be listed");
  std::vector<OutputDevice> found;
  for (const AudioObjectID id : all) {
    // Every stream has channels; microphones have streams of the other scope only.
    std::vector<AudioObjectID> streams;
    const OSStatus status = read_objects(id, kAudioDevicePropertyStreams, kOutput, streams);
    // One that vanishes while it is looked at has no identifier.
    std::string uid = read_text(id, kAudioDevicePropertyDeviceUID);
    if (status != noErr || streams.empty() || uid.empty()) continue;
    std::string name = read_text(id, kAudioObjectPropertyName);
    if (name.empty()) name = uid;
    found.push_back({id, std::move(uid), std::move(name)});
  }
  return found;
}

AudioObjectID default_output() {
  return read<AudioObjectID>(kAudioObjectSystemObject, kAudioHardwarePropertyDefaultOutputDevice, kGlobal)
      .value_or(kAudioObjectUnknown);
}

bool is_alive(AudioObjectID device) {
  return read<UInt32>(device, kAudioDevicePropertyDeviceIsAlive, kGlobal).value_or(0) != 0;
}

void ask_for_buffer(AudioObjectID device, double ms) {
  const std::optional<Float64> rate = read<Float64>(device, kAudioDevicePropertyNominalSampleRate, kGlobal);
  const std::optional<AudioValueRange> range =
      read<AudioValueRange>(device, kAudioDevicePropertyBufferFrameSizeRange, kOutput);
  if (!rate || !range || range->mMinimum > range->mMaximum) return;
  const auto frames =
      static_cast<UInt32>(std::clamp(std::round(*rate * ms / 1000), range->mMinimum, range->mMaximum));
  const AudioObjectPropertyAddress address = address_of(kAudioDevicePropertyBufferFrameSize, kOutput);
  AudioObjectSetPropertyData(device, &address, 0, nullptr, sizeof(frames), &frames);
}

uint64_t latency(AudioObjectID device, uint32_t rate) {
  const double device_rate = read<Float64>(device, kAudioDevicePropertyNominalSampleRate, kGlobal).value_or(rate);
  const auto frames_of = [](AudioObjectID object, AudioObjectPropertySelector selector) -> uint64_t {
    return read<UInt32>(object, selector, kOutput).value_or(0);
  };
  uint64_t frames = frames_of(device, kAudioDevicePropertyBufferFrameSize) +
                    frames_of(device, kAudioDevicePropertySafetyOffset) +
                    frames_of(device, kAudioDevicePropertyLatency);
  std::vector<AudioObjectID> streams;
  if (read_objects(device, kAudioDevicePropertyStreams, kOutput, streams) == noErr && !streams.empty()) {
    frames += read<UInt32>(streams.front(), kAudioStreamPropertyLatency, kGlobal).value_or(0);
  }
  return device_rate > 0 ? static_cast<uint64_t>(static_cast<double>(frames) * rate / device_rate) : frames;
}

void notify_on_own_thread() {
  const AudioObjectPropertyAddress address = address_of(kAudioHardwarePropertyRunLoop, kGlobal);
  const CFRunLoopRef own_thread = nullptr;
  AudioObjectSetPropertyData(kAudioObjectSystemObject, &address, 0, nullptr, sizeof(own_thread), &own_thread);
}

}  // namespace tts::hal
