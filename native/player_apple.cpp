/* The player on macOS: an output AudioUnit on a device of CoreAudio's. */
#include <AudioToolbox/AudioToolbox.h>
#include <CoreAudio/CoreAudio.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

#include "player_apple_hal.h"
#include "player_apple_watch.h"
#include "player_core.h"

namespace {

using tts::hal::check;

/* What waits behind the ring is still heard after a flush, which must be silent within 50 ms. */
constexpr double kBufferMs = 10;

/* Mono would sound on the first channel only. */
constexpr UInt32 kChannels = 2;
constexpr UInt32 kBytesPerFrame = kChannels * sizeof(int16_t);

/* More than any device takes at once, also one of 192 kHz whose buffer we may not choose; it costs memory only. */
constexpr UInt32 kMostFrames = 16'384;

/* An output unit without a device. */
class OutputUnit {
 public:
  OutputUnit() {
    const AudioComponentDescription description{kAudioUnitType_Output, kAudioUnitSubType_HALOutput,
                                                kAudioUnitManufacturer_Apple, 0, 0};
    const AudioComponent component = AudioComponentFindNext(nullptr, &description);
    if (component == nullptr) throw std::runtime_error("this system has no output unit of CoreAudio's");
    check(AudioComponentInstanceNew(component, &unit_), "CoreAudio's output unit cannot be made");
  }
  OutputUnit(const OutputUnit &) = delete;
  OutputUnit &operator=(const OutputUnit &) = delete;

  /* Stopping waits for a callback that runs, and there is none after it. */
  ~OutputUnit() {
    AudioOutputUnitStop(unit_);
    AudioUnitUninitialize(unit_);
    AudioComponentInstanceDispose(unit_);
  }

  template <typename Value>
  OSStatus set(AudioUnitPropertyID property, AudioUnitScope scope, const Value &value) {
    return AudioUnitSetProperty(unit_, property, scope, 0, &value, sizeof(value));
  }

  AudioUnit get() const { return unit_; }

 private:
  AudioUnit unit_ = nullptr;
};

/* A device that plays: silence at first, so that the hardware is awake before the first word. */
class AppleDevice final : public tts::PlayerDevice {
 public:
  AppleDevice(tts::hal::OutputDevice device, const tts::Watched &watched, tts::PlayerSource &source)
      : device_(std::move(device)), source_(source) {
    tts::hal::ask_for_buffer(device_.id, kBufferMs);
    go_on();
    prepare();
    source_.set_latency(tts::hal::latency(device_.id, source_.rate()));
    go_on();
    told(AudioOutputUnitStart(unit_.get()), "it cannot be started");
    go_on();
    watch_.emplace(watched, source_);
  }

  std::string name() const override { return device_.name; }

 private:
  /* Each step may have waited for a service that hangs; nobody is there any more then. */
  void go_on() const {
    if (source_.is_abandoned()) throw std::runtime_error("nobody waits for the device any more");
  }

  void told(OSStatus status, const char *what) const { check(status, "\"" + device_.name + "\": " + what); }

  void prepare() {
    constexpr char kNotOpened[] = "it cannot be opened";
    AudioStreamBasicDescription format{};
    format.mSampleRate = source_.rate();
    format.mFormatID = kAudioFormatLinearPCM;
    format.mFormatFlags = kAudioFormatFlagIsSignedInteger | kAudioFormatFlagIsPacked | kAudioFormatFlagsNativeEndian;
    format.mFramesPerPacket = 1;
    format.mChannelsPerFrame = kChannels;
    format.mBitsPerChannel = 8 * sizeof(int16_t);
    format.mBytesPerFrame = format.mBytesPerPacket = kBytesPerFrame;
    const AURenderCallbackStruct callback{on_render, this};
    told(unit_.set(kAudioOutputUnitProperty_CurrentDevice, kAudioUnitScope_Global, device_.id), kNotOpened);
    told(unit_.set(kAudioUnitProperty_StreamFormat, kAudioUnitScope_Input, format), kNotOpened);
    told(unit_.set(kAudioUnitProperty_MaximumFramesPerSlice, kAudioUnitScope_Global, kMostFrames), kNotOpened);
    told(unit_.set(kAudioUnitProperty_SetRenderCallback, kAudioUnitScope_Input, callback), kNotOpened);
    told(AudioUnitInitialize(unit_.get()), kNotOpened);
  }

  /* Called on the device's real-time thread. */
  static OSStatus on_render(void *self, AudioUnitRenderActionFlags *, const AudioTimeStamp *, UInt32, UInt32 frames,
                            AudioBufferList *list) noexcept {
    AudioBuffer &buffer = list->mBuffers[0];
    auto *const pcm = static_cast<int16_t *>(buffer.mData);
    if (pcm == nullptr) return kAudioUnitErr_NoConnection;
    const size_t count = std::min(frames, buffer.mDataByteSize / kBytesPerFrame);
    static_cast<AppleDevice *>(self)->source_.render(pcm, count);
    // In place from the end on: each frame moves behind those that have not been moved.
    for (size_t i = count; i-- > 0;) pcm[2 * i] = pcm[2 * i + 1] = pcm[i];
    return noErr;
  }

  const tts::hal::OutputDevice device_;
  tts::PlayerSource &source_;
  OutputUnit unit_;
  std::optional<tts::DeviceWatch> watch_;
};

}  // namespace

std::unique_ptr<tts::PlayerDevice> tts::open_device(const std::string &wanted, PlayerSource &source,
                                                    std::vector<PlayerDeviceName> &devices) {
  hal::notify_on_own_thread();
  for (;;) {
    const std::vector<hal::OutputDevice> found = hal::output_devices();
    const AudioObjectID chosen_for = hal::default_output();
    devices.clear();
    for (const hal::OutputDevice &one : found) devices.push_back({one.uid, one.name, one.id == chosen_for});
    const hal::OutputDevice &chosen = found[choose_device(devices, wanted)];
    const Watched watched{chosen.id, wanted.empty() ? std::optional(chosen_for) : std::nullopt};
    auto device = std::make_unique<AppleDevice>(chosen, watched, source);
    // What changed before it was watched has told nobody; another device is meant then.
    if (source.is_abandoned() || watched.trouble().empty()) return device;
  }
}
