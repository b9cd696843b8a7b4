/*
 * What Apple's callbacks reach: it brings their buffers to the rate of the voice and finds out when an utterance is
 * over. Callbacks know it by number, so that one which comes after the voice was closed finds nobody, and one that is
 * at work meanwhile keeps it alive. Every function may be called from any thread.
 */
#ifndef TTS_APPLE_LISTENER_H
#define TTS_APPLE_LISTENER_H
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "apple_speech.h"
#include "resampler.h"
#include "utterance_queue.h"

namespace tts {

class AppleListener {
 public:
  using Duration = std::chrono::steady_clock::duration;

  /* What the player runs at; Apple's own rates differ from voice to voice, and may from buffer to buffer. */
  static constexpr uint32_t kRate = 48000;

  /* Begins an utterance of `queue`. One that must sound has failed when it ends without a frame. */
  void begin(uint64_t utterance, bool must_sound);

  void frames(uint64_t utterance, const apple_frames &frames);
  void end(uint64_t utterance, apple_end end);
  void fault(uint64_t utterance, std::string why);
  /* Something went wrong that tells no utterance: the one that is spoken fails. */
  void fault_current(std::string why);

  /*
   * The run loop has turned for so long. When nothing was heard in all that time for too long, the utterance is over.
   * Time in which the loop stood still does not count: Apple could not say anything. True when something was heard.
   */
  bool turned(Duration time);

  /* True, once, when the synthesizer is still at an utterance that nobody waits for: it should be told to leave off. */
  bool take_abandoned();

  UtteranceQueue queue;

 private:
  void finish(const char *why_silent);
  void convert(const apple_frames &frames);
  void hand_over();

  std::mutex mutex_;  // Guards everything below.
  uint64_t utterance_ = 0;
  bool at_work_ = false;     // The synthesizer has not said that it is at an end.
  bool must_sound_ = false;
  bool sounded_ = false;
  bool ending_ = false;      // The delegate has told the end; buffers may follow.
  bool heard_ = false;       // Anything, since the last `turned`.
  Duration quiet_{0};
  std::optional<Resampler> resampler_;
  std::vector<int16_t> pcm_;
};

/* A listener's place among those that callbacks find, for as long as the voice is open. */
class AppleListenerSeat {
 public:
  AppleListenerSeat();
  ~AppleListenerSeat();
  AppleListenerSeat(const AppleListenerSeat &) = delete;
  AppleListenerSeat &operator=(const AppleListenerSeat &) = delete;

  AppleListener *operator->() const { return listener_.get(); }
  uint64_t number() const { return number_; }

 private:
  const std::shared_ptr<AppleListener> listener_;
  uint64_t number_;
};

}  // namespace tts
#endif
