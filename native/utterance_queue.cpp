#include "utterance_queue.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <utility>

#include "boundary.h"
#include "voice.h"

namespace tts {

int32_t UtteranceQueue::begin(uint64_t &utterance) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (phase_ != Phase::idle && phase_ != Phase::done) {
    return refuse(TTS_VOICE_E_STATE, "the voice is still speaking; stop it or take its frames until DONE");
  }
  phase_ = Phase::speaking;
  utterance = ++current_;
  return TTS_VOICE_OK;
}

bool UtteranceQueue::stop() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (phase_ == Phase::idle || phase_ == Phase::done) return false;
    current_++;
    forget_frames();
    phase_ = Phase::done;
  }
  ready_.notify_all();
  return true;
}

bool UtteranceQueue::is_current(uint64_t utterance) {
  std::lock_guard<std::mutex> lock(mutex_);
  return utterance == current_ && phase_ == Phase::speaking;
}

bool UtteranceQueue::write(uint64_t utterance, const int16_t *pcm, size_t frames) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (utterance != current_ || phase_ != Phase::speaking) return false;
    queue_.insert(queue_.end(), pcm, pcm + frames);
  }
  ready_.notify_one();
  return true;
}

void UtteranceQueue::end(uint64_t utterance) { close(utterance, Phase::drained, ""); }

void UtteranceQueue::fail(uint64_t utterance, std::string sentence) {
  close(utterance, Phase::failed, std::move(sentence));
}

void UtteranceQueue::close(uint64_t utterance, Phase how, std::string sentence) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (utterance != current_ || phase_ != Phase::speaking) return;
    phase_ = how;
    failure_ = std::move(sentence);
  }
  ready_.notify_all();
}

int32_t UtteranceQueue::take(int16_t *pcm, uint32_t capacity, uint32_t timeout_ms, uint32_t *frames) {
  std::unique_lock<std::mutex> lock(mutex_);
  if (phase_ == Phase::idle) return refuse(TTS_VOICE_E_STATE, "no utterance was started");
  ready_.wait_for(lock, std::chrono::milliseconds(timeout_ms),
                  [this] { return taken_ < queue_.size() || phase_ != Phase::speaking; });
  if (taken_ < queue_.size()) {
    const size_t count = std::min<size_t>(capacity, queue_.size() - taken_);
    std::memcpy(pcm, queue_.data() + taken_, count * sizeof(int16_t));
    taken_ += count;
    if (taken_ == queue_.size()) forget_frames();
    *frames = static_cast<uint32_t>(count);
    return TTS_VOICE_OK;
  }
  if (phase_ == Phase::speaking) return TTS_VOICE_TIMEOUT;
  if (std::exchange(phase_, Phase::done) == Phase::failed) return refuse(TTS_VOICE_E_FAILED, std::move(failure_));
  return TTS_VOICE_DONE;
}

void UtteranceQueue::forget_frames() {
  queue_.clear();
  taken_ = 0;
}

}  // namespace tts
