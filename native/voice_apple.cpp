/*
 * Apple's speech synthesizers as a voice. They belong to the main thread and speak only while its run loop turns, so
 * this voice has no thread: `start` asks them on the calling thread, which must be the main one, and `next` turns its
 * run loop until there are frames. See apple_speech.h for the names of voices.
 */
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "apple_listener.h"
#include "apple_speech.h"
#include "boundary.h"
#include "speakable.h"
#include "voice.h"
#include "voice_handle.h"

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

/* A stop from another thread is seen after so long at the latest. */
constexpr Clock::duration kSlice = 10ms;
/* A run loop that has nothing to wait for returns at once; turning it again and again would keep a processor busy. */
constexpr Clock::duration kPause = 1ms;

std::string taken(char *why) {
  const std::unique_ptr<char, decltype(&std::free)> owned(why, &std::free);
  return owned == nullptr ? "Apple's speech synthesizer failed and gave no reason" : owned.get();
}

int32_t refuse_thread(const char *what) {
  return tts::refuse(TTS_VOICE_E_STATE, std::string("Apple's voice must be ") + what +
                                            " on the main thread: it speaks only while the run loop there turns");
}

class AppleVoice final : public tts_voice {
 public:
  explicit AppleVoice(const std::string &name) {
    if (!apple_on_main_thread()) throw std::runtime_error("Apple's voice must be opened on the main thread");
    char *why = nullptr;
    speech_.reset(apple_speech_open(name.c_str(), listener_.number(), &why));
    if (speech_ == nullptr) throw std::runtime_error(taken(why));
  }

  uint32_t rate() const override { return tts::AppleListener::kRate; }

  int32_t start(std::string text, const tts::Prosody &prosody) override {
    if (!apple_on_main_thread()) return refuse_thread("started");
    leave_off();
    uint64_t utterance = 0;
    if (const int32_t status = listener_->queue.begin(utterance); status < 0) return status;
    const tts::Speakable sound = tts::speakable(text);
    if (sound == tts::Speakable::nothing) {
      listener_->queue.end(utterance);
      return TTS_VOICE_OK;
    }
    // The Objective-C takes text up to a NUL.
    std::replace(text.begin(), text.end(), '\0', ' ');
    listener_->begin(utterance, sound == tts::Speakable::surely);
    char *why = nullptr;
    if (apple_speech_start(speech_.get(), utterance, text.c_str(), prosody.speed, prosody.pitch, &why)) {
      return TTS_VOICE_OK;
    }
    listener_->queue.stop();
    return tts::refuse(TTS_VOICE_E_FAILED, taken(why));
  }

  int32_t next(int16_t *pcm, uint32_t capacity, uint32_t timeout_ms, uint32_t *frames) override {
    if (!apple_on_main_thread()) return refuse_thread("asked for frames");
    leave_off();
    const Clock::time_point deadline = Clock::now() + std::chrono::milliseconds(timeout_ms);
    for (;;) {
      const int32_t status = listener_->queue.take(pcm, capacity, 0, frames);
      if (status != TTS_VOICE_TIMEOUT) return status;
      const Clock::duration left = deadline - Clock::now();
      turn(std::clamp(left, Clock::duration::zero(), kSlice));
      if (left <= Clock::duration::zero()) return listener_->queue.take(pcm, capacity, 0, frames);
    }
  }

  int32_t stop() override {
    listener_->queue.stop();
    // From another thread, the main one finds out at its next call.
    if (apple_on_main_thread()) leave_off();
    return TTS_VOICE_OK;
  }

 private:
  struct Close {
    void operator()(apple_speech *speech) const { apple_speech_close(speech); }
  };

  void leave_off() {
    if (listener_->take_abandoned()) apple_speech_stop(speech_.get());
  }

  void turn(Clock::duration most) {
    const Clock::time_point before = Clock::now();
    char *why = nullptr;
    if (!apple_turn(std::chrono::duration<double>(most).count(), &why)) listener_->fault_current(taken(why));
    const Clock::duration took = Clock::now() - before;
    if (!listener_->turned(took) && took < kPause && most > kPause) {
      std::this_thread::sleep_for(kPause);
      listener_->turned(kPause);
    }
  }

  tts::AppleListenerSeat listener_;
  std::unique_ptr<apple_speech, Close> speech_;  // Closed first: while it is, callbacks still find the listener.
};

}  // namespace

std::unique_ptr<tts_voice> tts::open_voice(const std::string &name, const std::string &) {
  return std::make_unique<AppleVoice>(name);
}

std::string tts::system_voices() {
  if (!apple_on_main_thread()) throw std::runtime_error("the voices of macOS must be listed on the main thread");
  char *why = nullptr;
  const std::unique_ptr<char, decltype(&std::free)> lines(apple_speech_voices(&why), &std::free);
  if (lines == nullptr) throw std::runtime_error(taken(why));
  return lines.get();
}
