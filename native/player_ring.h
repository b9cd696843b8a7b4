/*
 * The ring between the thread that writes PCM and the audio callback that takes it, with all that decides what is heard
 * at which moment: prebuffer, pause, flush, gain, underruns. It knows no device.
 *
 * One thread produces; one audio callback at a time consumes. Each side stores only its own positions: a flush tells
 * the consumer up to where to drop, and the consumer moves. render neither blocks nor allocates, and calls nothing of
 * the system but the clock.
 */
#ifndef TTS_PLAYER_RING_H
#define TTS_PLAYER_RING_H
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tts {

class PlayerRing {
 public:
  /* `rate` in Hz; room for `ring_ms` milliseconds. */
  PlayerRing(uint32_t rate, uint32_t ring_ms);

  /* What the producer can know, all of one moment. See player.h for the meanings. */
  struct Moment {
    uint64_t written, position, position_age_ns, room, underruns;
  };

  /* Calls of the producer. */
  uint32_t write(const int16_t *pcm, uint32_t frames) noexcept;
  void end_utterance() noexcept;
  /* `is_consumed`: whether a device takes frames. Without one nobody would ever drop them, so the producer does. */
  void flush(bool is_consumed) noexcept;
  void pause(bool on) noexcept { paused_.store(on, std::memory_order_relaxed); }
  void set_gain(float gain) noexcept { gain_.store(gain, std::memory_order_relaxed); }
  Moment moment() const noexcept;

  /*
   * Makes the consumer with this number, above 0, the only one that gets frames; 0 means none. A device that hangs may
   * still call when its successor runs already; its number tells them apart.
   */
  void admit(uint64_t consumer) noexcept;

  /* Fills `pcm` with `frames` frames; silence where there are none to be heard, or when `consumer` is not admitted. */
  void render(uint64_t consumer, int16_t *pcm, size_t frames) noexcept;

 private:
  size_t play(int16_t *pcm, size_t frames, uint64_t &position) noexcept;
  size_t copy(int16_t *pcm, size_t frames, uint64_t position, float gain, bool stopping) noexcept;
  void decay(int16_t *pcm, size_t frames) noexcept;
  void publish(uint64_t position, uint64_t now_ns) noexcept;
  void lock_consumer() noexcept;

  std::vector<int16_t> frames_;
  const uint64_t prebuffer_;
  /* Change of the level from one frame to the next while it moves. */
  const float ramp_step_;
  /* What is left of the last sample one frame later, after the sound broke off. */
  const float decay_;

  /* Stored by the producer. Positions count frames since the beginning. */
  std::atomic<uint64_t> written_{0};
  std::atomic<uint64_t> ended_{0};   /* End of the last complete utterance. */
  std::atomic<uint64_t> dropped_{0}; /* Everything before it was flushed. */
  std::atomic<float> gain_{1};
  std::atomic<bool> paused_{false};
  std::atomic<uint64_t> admitted_{0};
  std::atomic<bool> replaced_{false};

  /* Stored by the consumer, under an even-odd counter so that a reader gets values of one moment (a seqlock). */
  std::atomic<uint32_t> version_{0};
  std::atomic<uint64_t> position_{0};
  std::atomic<uint64_t> taken_ns_{0};
  std::atomic<uint64_t> underruns_{0};

  /* Held while somebody acts as the consumer. The callback only tries: it never waits. */
  std::atomic_flag consuming_ = ATOMIC_FLAG_INIT;
  bool playing_ = false;
  /* Whether the next frame begins something, which is heard from its first sample, and does not resume a sound. */
  bool beginning_ = true;
  float level_ = 1;
  float last_ = 0;
};

}  // namespace tts
#endif
