/*
 * What all players share: player_core.cpp implements player.h once, with the ring, the threads on which devices are
 * opened and their conditions; a backend only says how a device is opened and closed, and calls render from its audio
 * callback.
 */
#ifndef TTS_PLAYER_CORE_H
#define TTS_PLAYER_CORE_H
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tts {

/* The player as one device sees it: outlives the device. Every function may be called from the audio callback. */
class PlayerSource {
 public:
  /* Hz; constant. */
  virtual uint32_t rate() const noexcept = 0;
  /* Fills `pcm` with the next frames, or silence. Real-time safe. One call at a time. */
  virtual void render(int16_t *pcm, size_t frames) noexcept = 0;
  /* Says how many frames there are now between render and the sound. Real-time safe; a hint that may be missed. */
  virtual void set_latency(uint64_t frames) noexcept = 0;
  /* Says that the device is gone, with a sentence. The device is destroyed soon after, on its own thread. */
  virtual void lost(const std::string &sentence) noexcept = 0;
  /* Whether nobody waits for the device any more, so that opening it need not go on. */
  virtual bool is_abandoned() const noexcept = 0;

 protected:
  ~PlayerSource() = default;
};

/* A running device. Opened, and destroyed, on one thread of its own, where it may block. */
class PlayerDevice {
 public:
  virtual ~PlayerDevice() = default;
  /* The name that people know it by; constant. */
  virtual std::string name() const = 0;
};

/* A playback device that could be opened. */
struct PlayerDeviceName {
  std::string id;   /* What the system calls it. */
  std::string name; /* What people call it. */
  bool is_default;
};

/*
 * Which of the devices is meant, as an index. `wanted` is compared with identifiers, then with names, then as a part of
 * names where upper and lower case of A to Z are alike and only one may have it; empty means the default one.
 * Throws std::runtime_error, with a sentence, when none is meant or more than one.
 */
size_t choose_device(const std::vector<PlayerDeviceName> &devices, const std::string &wanted);

/* Devices one a line: by name, or by identifier where several have the same name. */
std::string list_devices(const std::vector<PlayerDeviceName> &devices);

/*
 * Defined by each backend: opens the device that choose_device finds and starts it. Puts the devices it sees into
 * `devices` before anything fails. Throws std::exception, with a sentence, when it cannot.
 */
std::unique_ptr<PlayerDevice> open_device(const std::string &wanted, PlayerSource &source,
                                          std::vector<PlayerDeviceName> &devices);

}  // namespace tts
#endif
