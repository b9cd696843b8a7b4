/*
 * Tells a player's source when its device must be left: it is gone, the sound service was started again, or the system
 * plays elsewhere.
 *
 * Taking a listener away from the HAL does not wait for calls of it that have begun. They carry a number and no
 * pointer: a number that is not registered any more means that there is nobody to tell.
 */
#ifndef TTS_PLAYER_APPLE_WATCH_H
#define TTS_PLAYER_APPLE_WATCH_H
#include <CoreAudio/CoreAudio.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "player_core.h"

namespace tts {

/* What is watched. */
struct Watched {
  AudioObjectID device;
  /* The default device when this one was chosen; nothing when it was asked for, and stays whatever the default is. */
  std::optional<AudioObjectID> chosen_for;

  /* Why the device must be left, as a sentence; empty while it need not be. */
  std::string trouble() const;
};

class DeviceWatch {
 public:
  /* Throws std::runtime_error when the HAL takes no listeners. */
  DeviceWatch(const Watched &watched, PlayerSource &source);
  /* The source is not called any more once this returns. */
  ~DeviceWatch();
  DeviceWatch(const DeviceWatch &) = delete;
  DeviceWatch &operator=(const DeviceWatch &) = delete;

 private:
  class Registration;
  class Listener;
  const std::unique_ptr<Registration> registration_;
  std::vector<std::unique_ptr<Listener>> listeners_;
};

}  // namespace tts
#endif
