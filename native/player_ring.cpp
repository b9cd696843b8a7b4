#include "player_ring.h"

#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <thread>

namespace tts {

namespace {

constexpr uint32_t kPrebufferMs = 40;
/* Long enough to be no click, short beside the 50 ms in which a flush must be silent. */
constexpr float kRampSeconds = 0.004f;
constexpr float kDecaySeconds = 0.001f;

uint64_t now_ns() noexcept {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
}

}  // namespace

PlayerRing::PlayerRing(uint32_t rate, uint32_t ring_ms)
    : frames_(static_cast<size_t>(static_cast<uint64_t>(rate) * ring_ms / 1000)),
      prebuffer_(static_cast<uint64_t>(rate) * kPrebufferMs / 1000),
      ramp_step_(1 / (kRampSeconds * static_cast<float>(rate))),
      decay_(std::exp(-1 / (kDecaySeconds * static_cast<float>(rate)))) {}

uint32_t PlayerRing::write(const int16_t *pcm, uint32_t frames) noexcept {
  const uint64_t written = written_.load(std::memory_order_relaxed);
  const uint64_t room = frames_.size() - (written - position_.load(std::memory_order_acquire));
  const size_t count = std::min<uint64_t>(frames, room);
  const size_t at = written % frames_.size();
  const size_t first = std::min(count, frames_.size() - at);
  std::memcpy(frames_.data() + at, pcm, first * sizeof(int16_t));
  std::memcpy(frames_.data(), pcm + first, (count - first) * sizeof(int16_t));
  written_.store(written + count, std::memory_order_release);
  return static_cast<uint32_t>(count);
}

void PlayerRing::end_utterance() noexcept {
  ended_.store(written_.load(std::memory_order_relaxed), std::memory_order_release);
}

void PlayerRing::flush(bool is_consumed) noexcept {
  const uint64_t written = written_.load(std::memory_order_relaxed);
  ended_.store(written, std::memory_order_release);
  dropped_.store(written, std::memory_order_release);
  if (is_consumed) return;
  lock_consumer();
  playing_ = false;
  beginning_ = true;
  publish(written, now_ns());
  consuming_.clear(std::memory_order_release);
}

PlayerRing::Moment PlayerRing::moment() const noexcept {
  Moment found{};
  uint64_t position, taken_ns;
  for (;;) {
    const uint32_t version = version_.load(std::memory_order_acquire);
    position = position_.load(std::memory_order_relaxed);
    taken_ns = taken_ns_.load(std::memory_order_relaxed);
    found.underruns = underruns_.load(std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_acquire);
    if (version % 2 == 0 && version == version_.load(std::memory_order_relaxed)) break;
    std::this_thread::yield();
  }
  found.written = written_.load(std::memory_order_relaxed);
  found.room = frames_.size() - (found.written - position);
  found.position = std::max(position, dropped_.load(std::memory_order_relaxed));
  const uint64_t now = now_ns();
  found.position_age_ns = taken_ns == 0 || now < taken_ns ? 0 : now - taken_ns;
  return found;
}

void PlayerRing::admit(uint64_t consumer) noexcept {
  replaced_.store(true, std::memory_order_relaxed);
  admitted_.store(consumer, std::memory_order_release);
}

void PlayerRing::render(uint64_t consumer, int16_t *pcm, size_t frames) noexcept {
  if (admitted_.load(std::memory_order_acquire) != consumer || consuming_.test_and_set(std::memory_order_acquire)) {
    std::memset(pcm, 0, frames * sizeof(int16_t));
    return;
  }
  const uint64_t before = position_.load(std::memory_order_relaxed);
  uint64_t position = before;
  // The device that played the frames before these is gone, and its last sample with it.
  if (replaced_.exchange(false, std::memory_order_relaxed)) {
    if (playing_) beginning_ = false;
    playing_ = false;
    last_ = 0;
  }
  const size_t played = play(pcm, frames, position);
  decay(pcm + played, frames - played);
  if (position != before) publish(position, now_ns());
  consuming_.clear(std::memory_order_release);
}

/* Plays what is to be heard now; returns how many frames that gave, the rest being silence. */
size_t PlayerRing::play(int16_t *pcm, size_t frames, uint64_t &position) noexcept {
  const float gain = gain_.load(std::memory_order_relaxed);
  const bool paused = paused_.load(std::memory_order_relaxed);
  size_t done = 0;
  while (done < frames) {
    // In this order: whatever these two are, `written` read after them is not before them.
    const uint64_t dropped = dropped_.load(std::memory_order_acquire);
    const uint64_t ended = ended_.load(std::memory_order_acquire);
    const uint64_t written = written_.load(std::memory_order_acquire);
    const bool dropping = dropped > position;
    if (dropping && (!playing_ || level_ == 0)) {
      position = dropped;
      playing_ = false;
      beginning_ = true;
      continue;
    }
    if (!playing_) {
      const bool enough = written - position >= prebuffer_ || ended > position;
      if (paused || !enough) break;
      playing_ = true;
      level_ = beginning_ ? gain : 0;
    }
    if (paused && level_ == 0) break;
    const uint64_t end = dropping ? dropped : ended > position ? ended : written;
    if (end == position) {
      if (paused) {
        level_ = 0;
        break;
      }
      // Ends of utterances are met below, so that this one goes on and its next frame is not there yet.
      underruns_.store(underruns_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
      playing_ = false;
      beginning_ = false;
      break;
    }
    const size_t wanted = std::min<uint64_t>(frames - done, end - position);
    const size_t count = copy(pcm + done, wanted, position, gain, dropping || paused);
    done += count;
    position += count;
    // What follows an utterance, or a flush, has a beginning of its own, with its own prebuffer.
    if (position == (dropping ? dropped : ended)) {
      playing_ = false;
      beginning_ = true;
    }
  }
  return done;
}

/* Copies frames; when `stopping`, the level falls, and the copy stops after the frame with which it is silent. */
size_t PlayerRing::copy(int16_t *pcm, size_t frames, uint64_t position, float gain, bool stopping) noexcept {
  const size_t size = frames_.size();
  const float target = stopping ? 0 : gain;
  size_t at = position % size;
  size_t count = 0;
  if (level_ == 1 && target == 1) {
    const size_t first = std::min(frames, size - at);
    std::memcpy(pcm, frames_.data() + at, first * sizeof(int16_t));
    std::memcpy(pcm + first, frames_.data(), (frames - first) * sizeof(int16_t));
    count = frames;
  } else {
    // A louder sound falls as quickly: the ramp is relative to what it began with.
    const float step = ramp_step_ * std::max(1.0f, gain);
    while (count < frames) {
      level_ = level_ < target ? std::min(target, level_ + step) : std::max(target, level_ - step);
      const float sample = std::clamp(level_ * static_cast<float>(frames_[at]), -32768.0f, 32767.0f);
      pcm[count++] = static_cast<int16_t>(std::lrint(sample));
      if (++at == size) at = 0;
      if (stopping && level_ == 0) break;
    }
  }
  last_ = pcm[count - 1];
  return count;
}

/* Silence, without a click where the sound broke off. */
void PlayerRing::decay(int16_t *pcm, size_t frames) noexcept {
  for (size_t i = 0; i < frames; i++) {
    last_ = std::fabs(last_) < 1 ? 0 : last_ * decay_;
    pcm[i] = static_cast<int16_t>(last_);
  }
}

void PlayerRing::publish(uint64_t position, uint64_t at_ns) noexcept {
  const uint32_t version = version_.load(std::memory_order_relaxed);
  version_.store(version + 1, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_release);
  taken_ns_.store(at_ns, std::memory_order_relaxed);
  position_.store(position, std::memory_order_release);
  version_.store(version + 2, std::memory_order_release);
}

/* For the producer; the callback holds it for microseconds. */
void PlayerRing::lock_consumer() noexcept {
  while (consuming_.test_and_set(std::memory_order_acquire)) std::this_thread::yield();
}

}  // namespace tts
