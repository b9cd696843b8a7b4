/*
 * The frames and the state of one utterance after the other, between what synthesises and what takes them.
 *
 * Each begin and each stop raises the number of the current utterance; whatever still comes with an older number is
 * turned away under the lock, so neither a late frame nor a late ending of a stopped utterance can be taken for one of
 * its successor. Every function may be called from any thread.
 */
#ifndef TTS_UTTERANCE_QUEUE_H
#define TTS_UTTERANCE_QUEUE_H
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace tts {

class UtteranceQueue {
 public:
  /* Begins an utterance and gives its number; TTS_VOICE_E_STATE while the last one is neither taken nor stopped. */
  int32_t begin(uint64_t &utterance);

  /* Drops the current utterance and its frames. False when there was none to drop. */
  bool stop();

  bool is_current(uint64_t utterance);

  /* Queues frames. False when the utterance is not the current one: nothing more of it is wanted. */
  bool write(uint64_t utterance, const int16_t *pcm, size_t frames);

  /* Frames already queued are still given; what follows the end or the failure of an utterance is turned away. */
  void end(uint64_t utterance);
  void fail(uint64_t utterance, std::string sentence);

  /* What tts_voice_next does, with `*frames` 0 when it is called. */
  int32_t take(int16_t *pcm, uint32_t capacity, uint32_t timeout_ms, uint32_t *frames);

 private:
  enum class Phase {
    idle,     // Nothing was ever begun.
    speaking, // Frames are being made, or are about to be.
    drained,  // The utterance has ended; frames may be left in the queue.
    failed,   // It has failed; frames may be left, then the failure is told once.
    done      // Everything was told, or the utterance was stopped.
  };

  void close(uint64_t utterance, Phase how, std::string sentence);
  void forget_frames();

  std::mutex mutex_;  // Guards everything below.
  std::condition_variable ready_;
  std::vector<int16_t> queue_;  // Frames of `current_` from `taken_` on; bounded by kMaxTextBytes of speech.
  size_t taken_ = 0;
  std::string failure_;
  Phase phase_ = Phase::idle;
  uint64_t current_ = 0;
};

}  // namespace tts
#endif
