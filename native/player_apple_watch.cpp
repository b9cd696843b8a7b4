#include "player_apple_watch.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "player_apple_hal.h"

namespace tts {

namespace {

struct Listening {
  Watched watched;
  PlayerSource *source;
};

struct Registry {
  std::mutex mutex;
  std::map<uintptr_t, Listening> listening;
  uintptr_t last = 0;
};

/* Never freed: the HAL's thread may come at any time, also while the process ends. */
Registry &registry() {
  static auto *const made = new Registry;
  return *made;
}

}  // namespace

std::string Watched::trouble() const {
  if (!hal::is_alive(device)) return "it was disconnected";
  if (!chosen_for) return {};
  const AudioObjectID now = hal::default_output();
  const bool is_elsewhere = now != kAudioObjectUnknown && now != *chosen_for;
  return is_elsewhere ? "the system's default device has changed" : "";
}

/* A source in the registry, under a number that is used once. */
class DeviceWatch::Registration {
 public:
  Registration(const Watched &watched, PlayerSource &source) {
    const std::lock_guard<std::mutex> lock(registry().mutex);
    number_ = ++registry().last;
    registry().listening.emplace(number_, Listening{watched, &source});
  }

  ~Registration() {
    const std::lock_guard<std::mutex> lock(registry().mutex);
    registry().listening.erase(number_);
  }

  void *number() const { return reinterpret_cast<void *>(number_); }

  /* Called by the HAL on its thread. */
  static OSStatus on_change(AudioObjectID, UInt32 count, const AudioObjectPropertyAddress *changed,
                            void *number) noexcept {
    const auto found = find(number);
    if (!found) return noErr;
    const bool was_restarted = std::any_of(changed, changed + count, [](const AudioObjectPropertyAddress &one) {
      return one.mSelector == kAudioHardwarePropertyServiceRestarted;
    });
    // Asked without the mutex: a service that does not answer here must not keep devices from being closed or opened.
    const std::string why = was_restarted ? "the sound service was started again" : found->watched.trouble();
    if (why.empty()) return noErr;
    const std::lock_guard<std::mutex> lock(registry().mutex);
    const auto still = registry().listening.find(reinterpret_cast<uintptr_t>(number));
    if (still != registry().listening.end()) still->second.source->lost(why);
    return noErr;
  }

 private:
  static std::optional<Listening> find(void *number) {
    const std::lock_guard<std::mutex> lock(registry().mutex);
    const auto found = registry().listening.find(reinterpret_cast<uintptr_t>(number));
    if (found == registry().listening.end()) return std::nullopt;
    return found->second;
  }

  uintptr_t number_;
};

class DeviceWatch::Listener {
 public:
  Listener(AudioObjectID object, AudioObjectPropertySelector selector, const Registration &registration)
      : object_(object),
        address_{selector, kAudioObjectPropertyScopeGlobal, kAudioObjectPropertyElementMain},
        number_(registration.number()) {
    hal::check(AudioObjectAddPropertyListener(object_, &address_, Registration::on_change, number_),
               "the device cannot be watched");
  }

  ~Listener() { AudioObjectRemovePropertyListener(object_, &address_, Registration::on_change, number_); }
  Listener(const Listener &) = delete;
  Listener &operator=(const Listener &) = delete;

 private:
  const AudioObjectID object_;
  const AudioObjectPropertyAddress address_;
  void *const number_;
};

DeviceWatch::DeviceWatch(const Watched &watched, PlayerSource &source)
    : registration_(std::make_unique<Registration>(watched, source)) {
  const auto listen = [this](AudioObjectID object, AudioObjectPropertySelector selector) {
    listeners_.push_back(std::make_unique<Listener>(object, selector, *registration_));
  };
  listen(watched.device, kAudioDevicePropertyDeviceIsAlive);
  listen(kAudioObjectSystemObject, kAudioHardwarePropertyServiceRestarted);
  if (watched.chosen_for) listen(kAudioObjectSystemObject, kAudioHardwarePropertyDefaultOutputDevice);
}

DeviceWatch::~DeviceWatch() = default;

}  // namespace tts
