#include "apple_listener.h"

#include <cmath>
#include <exception>
#include <map>
#include <utility>

namespace tts {
namespace {

using namespace std::chrono_literals;

/* Sentences come within tenths of a second, a voice that is loaded first within a second or two. */
constexpr auto kStalled = 5s;
/* Nothing promises that the last buffers are delivered before the delegate is told of the end. */
constexpr auto kAfterDelegate = 50ms;
constexpr const char *kNoSound =
    "Apple's voice ended without a sound, as some enhanced and premium voices do when they are to speak slowly";

struct Directory {
  std::mutex mutex;
  std::map<uint64_t, std::shared_ptr<AppleListener>> listeners;
  uint64_t last = 0;
};

/* Never destroyed: a late callback may come while the process is ending. */
Directory &directory() {
  static Directory &the_one = *new Directory;
  return the_one;
}

std::shared_ptr<AppleListener> find(uint64_t number) {
  Directory &all = directory();
  std::lock_guard<std::mutex> lock(all.mutex);
  const auto found = all.listeners.find(number);
  return found == all.listeners.end() ? nullptr : found->second;
}

/* No exception may pass into the Objective-C: it becomes the failure of the utterance. */
template <typename Body>
void told(uint64_t number, uint64_t utterance, Body body) noexcept {
  try {
    const std::shared_ptr<AppleListener> listener = find(number);
    if (listener == nullptr) return;
    try {
      body(*listener);
    } catch (const std::exception &error) {
      listener->fault(utterance, error.what());
    }
  } catch (...) {
    // Not even the sentence could be kept; the stalled utterance will be found.
  }
}

}  // namespace

void AppleListener::begin(uint64_t utterance, bool must_sound) {
  std::lock_guard<std::mutex> lock(mutex_);
  utterance_ = utterance;
  must_sound_ = must_sound;
  at_work_ = true;
  sounded_ = ending_ = heard_ = false;
  quiet_ = Duration::zero();
  resampler_.reset();
  pcm_.clear();
}

void AppleListener::frames(uint64_t utterance, const apple_frames &frames) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (utterance != utterance_ || !queue.is_current(utterance)) return;
  heard_ = sounded_ = true;
  quiet_ = Duration::zero();
  convert(frames);
  hand_over();
}

void AppleListener::end(uint64_t utterance, apple_end end) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (utterance != utterance_) return;
  heard_ = true;
  at_work_ = false;
  if (end == APPLE_LAST_BUFFER) {
    finish(kNoSound);
  } else if (!ending_) {
    ending_ = true;
    quiet_ = Duration::zero();
  }
}

void AppleListener::fault(uint64_t utterance, std::string why) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (utterance != utterance_) return;
  heard_ = true;
  queue.fail(utterance, std::move(why));
}

void AppleListener::fault_current(std::string why) {
  std::lock_guard<std::mutex> lock(mutex_);
  heard_ = true;
  queue.fail(utterance_, std::move(why));
}

bool AppleListener::turned(Duration time) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (std::exchange(heard_, false)) return true;
  if (!queue.is_current(utterance_)) return false;
  quiet_ += time;
  if (ending_ && quiet_ >= kAfterDelegate) {
    finish(kNoSound);
  } else if (quiet_ >= kStalled) {
    finish("Apple's voice said nothing for 5 s");
  }
  return false;
}

bool AppleListener::take_abandoned() {
  std::lock_guard<std::mutex> lock(mutex_);
  if (!at_work_ || queue.is_current(utterance_)) return false;
  at_work_ = false;
  return true;
}

void AppleListener::finish(const char *why_silent) {
  if (!queue.is_current(utterance_)) return;
  if (must_sound_ && !sounded_) return queue.fail(utterance_, why_silent);
  if (resampler_) resampler_->flush(pcm_);
  hand_over();
  queue.end(utterance_);
}

void AppleListener::convert(const apple_frames &frames) {
  // Beyond what any rate can be, so that a damaged one is refused and not wrapped into one that is good.
  const double bounded = std::fmin(std::fmax(frames.rate, 0), Resampler::kHighestRate + 1);
  const auto rate = static_cast<uint32_t>(std::lround(bounded));
  if (!resampler_ || resampler_->from() != rate) {
    if (resampler_) resampler_->flush(pcm_);
    resampler_.emplace(rate, kRate);
  }
  switch (frames.type) {
    case APPLE_INT16:
      return resampler_->push(static_cast<const int16_t *>(frames.samples), frames.count, frames.stride, pcm_);
    case APPLE_INT32:
      return resampler_->push(static_cast<const int32_t *>(frames.samples), frames.count, frames.stride, pcm_);
    case APPLE_FLOAT32:
      return resampler_->push(static_cast<const float *>(frames.samples), frames.count, frames.stride, pcm_);
  }
}

void AppleListener::hand_over() {
  queue.write(utterance_, pcm_.data(), pcm_.size());
  pcm_.clear();
}

AppleListenerSeat::AppleListenerSeat() : listener_(std::make_shared<AppleListener>()) {
  Directory &all = directory();
  std::lock_guard<std::mutex> lock(all.mutex);
  number_ = ++all.last;
  all.listeners.emplace(number_, listener_);
}

AppleListenerSeat::~AppleListenerSeat() {
  Directory &all = directory();
  std::lock_guard<std::mutex> lock(all.mutex);
  all.listeners.erase(number_);
}

}  // namespace tts

extern "C" {

void apple_heard_frames(uint64_t listener, uint64_t utterance, const apple_frames *frames) {
  tts::told(listener, utterance, [&](tts::AppleListener &to) { to.frames(utterance, *frames); });
}

void apple_heard_end(uint64_t listener, uint64_t utterance, apple_end end) {
  tts::told(listener, utterance, [&](tts::AppleListener &to) { to.end(utterance, end); });
}

void apple_heard_fault(uint64_t listener, uint64_t utterance, const char *why) {
  tts::told(listener, utterance, [&](tts::AppleListener &to) { to.fault(utterance, why); });
}

}  // extern "C"
