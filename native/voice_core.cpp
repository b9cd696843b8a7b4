#include "voice_core.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "boundary.h"
#include "utf8.h"
#include "voice.h"

namespace {

using tts::guarded;
using tts::readable;
using tts::refuse;
using tts::view;

enum class Phase {
  idle,     // Nothing was ever started.
  speaking, // The synthesizer is at work, or about to be.
  drained,  // It has finished; frames may be left in the queue.
  failed,   // It has thrown; frames may be left, then the failure is told once.
  done      // Everything was told, or the utterance was stopped.
};

}  // namespace

/*
 * One thread lives as long as the handle and speaks one utterance after the other. Each start and each stop raises
 * `current`; whatever the thread still produces for an older number is turned away under the lock, so neither a late
 * frame nor a late ending of a stopped utterance can be taken for one of its successor.
 */
struct tts_voice {
  explicit tts_voice(std::unique_ptr<tts::Synthesizer> opened)
      : synthesizer(std::move(opened)), thread([this] { run(); }) {}

  ~tts_voice() {
    {
      std::lock_guard<std::mutex> lock(mutex);
      closing = true;
      current++;
    }
    wanted.notify_one();
    thread.join();
  }

  int32_t start(std::string text, double speed) {
    {
      std::lock_guard<std::mutex> lock(mutex);
      if (phase != Phase::idle && phase != Phase::done) {
        return refuse(TTS_VOICE_E_STATE, "the voice is still speaking; stop it or take its frames until DONE");
      }
      request = Request{++current, std::move(text), speed};
      phase = Phase::speaking;
    }
    wanted.notify_one();
    return TTS_VOICE_OK;
  }

  int32_t stop() {
    {
      std::lock_guard<std::mutex> lock(mutex);
      if (phase == Phase::idle || phase == Phase::done) return TTS_VOICE_OK;
      current++;
      request.reset();
      forget_frames();
      phase = Phase::done;
    }
    ready.notify_all();
    return TTS_VOICE_OK;
  }

  int32_t next(int16_t *pcm, uint32_t capacity, uint32_t timeout_ms, uint32_t *frames) {
    std::unique_lock<std::mutex> lock(mutex);
    if (phase == Phase::idle) return refuse(TTS_VOICE_E_STATE, "no utterance was started");
    ready.wait_for(lock, std::chrono::milliseconds(timeout_ms),
                   [this] { return taken < queue.size() || phase != Phase::speaking; });
    if (taken < queue.size()) {
      const size_t count = std::min<size_t>(capacity, queue.size() - taken);
      std::memcpy(pcm, queue.data() + taken, count * sizeof(int16_t));
      taken += count;
      if (taken == queue.size()) forget_frames();
      *frames = static_cast<uint32_t>(count);
      return TTS_VOICE_OK;
    }
    if (phase == Phase::speaking) return TTS_VOICE_TIMEOUT;
    if (std::exchange(phase, Phase::done) == Phase::failed) return refuse(TTS_VOICE_E_FAILED, std::move(failure));
    return TTS_VOICE_DONE;
  }

  const std::unique_ptr<tts::Synthesizer> synthesizer;

 private:
  struct Request {
    uint64_t utterance;
    std::string text;
    double speed;
  };

  /* The queue as one utterance sees it. */
  struct UtteranceSink final : tts::Sink {
    UtteranceSink(tts_voice &owner, uint64_t number) : voice(owner), utterance(number) {}

    bool write(const int16_t *pcm, size_t frames) override {
      {
        std::lock_guard<std::mutex> lock(voice.mutex);
        if (utterance != voice.current) return false;
        voice.queue.insert(voice.queue.end(), pcm, pcm + frames);
      }
      voice.ready.notify_one();
      return true;
    }

    bool stopped() override {
      std::lock_guard<std::mutex> lock(voice.mutex);
      return utterance != voice.current;
    }

    tts_voice &voice;
    const uint64_t utterance;
  };

  void run() {
    std::unique_lock<std::mutex> lock(mutex);
    for (;;) {
      wanted.wait(lock, [this] { return closing || request.has_value(); });
      if (closing) return;
      const Request job = std::move(*request);
      request.reset();
      lock.unlock();
      const std::optional<std::string> fault = speak(job);
      lock.lock();
      if (job.utterance != current) continue;
      phase = fault ? Phase::failed : Phase::drained;
      failure = fault.value_or("");
      ready.notify_all();
    }
  }

  /* Speaks one utterance; a sentence when that failed. */
  std::optional<std::string> speak(const Request &job) {
    try {
      UtteranceSink sink(*this, job.utterance);
      synthesizer->speak(job.text, job.speed, sink);
      return std::nullopt;
    } catch (const std::exception &error) {
      return error.what();
    } catch (...) {
      return "the synthesizer threw an unknown exception";
    }
  }

  void forget_frames() {
    queue.clear();
    taken = 0;
  }

  std::mutex mutex;  // Guards everything below but the thread.
  std::condition_variable wanted;
  std::condition_variable ready;
  std::optional<Request> request;
  std::vector<int16_t> queue;  // Frames of `current` from `taken` on; bounded by kMaxTextBytes of speech.
  size_t taken = 0;
  std::string failure;
  Phase phase = Phase::idle;
  uint64_t current = 0;
  bool closing = false;
  std::thread thread;  // Last, so that it sees every member above constructed.
};

extern "C" {

uint32_t tts_voice_abi(void) { return TTS_VOICE_ABI; }

int32_t tts_voice_open(const char *name, uint32_t name_bytes, const char *data, uint32_t data_bytes,
                       tts_voice **out) {
  return guarded(TTS_VOICE_E_OPEN, [&] {
    if (out == nullptr) return refuse(TTS_VOICE_E_ARG, "out is NULL");
    *out = nullptr;
    if (!readable(name, name_bytes) || !readable(data, data_bytes)) {
      return refuse(TTS_VOICE_E_ARG, "name or data is NULL");
    }
    const std::string_view strings[] = {view(name, name_bytes), view(data, data_bytes)};
    for (const std::string_view text : strings) {
      if (!tts::is_utf8(text) || text.find('\0') != text.npos) {
        return refuse(TTS_VOICE_E_ARG, "name or data is not UTF-8, or holds a NUL");
      }
    }
    *out = new tts_voice(tts::open_synthesizer(std::string(strings[0]), std::string(strings[1])));
    return static_cast<int32_t>(TTS_VOICE_OK);
  });
}

void tts_voice_close(tts_voice *voice) { delete voice; }

int32_t tts_voice_rate(const tts_voice *voice, uint32_t *hz) {
  return guarded(TTS_VOICE_E_FAILED, [&] {
    if (voice == nullptr || hz == nullptr) return refuse(TTS_VOICE_E_ARG, "voice or hz is NULL");
    *hz = voice->synthesizer->rate();
    return static_cast<int32_t>(TTS_VOICE_OK);
  });
}

int32_t tts_voice_start(tts_voice *voice, const char *text, uint32_t text_bytes, double speed) {
  return guarded(TTS_VOICE_E_FAILED, [&] {
    if (voice == nullptr || !readable(text, text_bytes)) return refuse(TTS_VOICE_E_ARG, "voice or text is NULL");
    if (text_bytes > tts::kMaxTextBytes) return refuse(TTS_VOICE_E_ARG, "the text is longer than 65536 bytes");
    if (!(speed >= 0.5 && speed <= 4.0)) return refuse(TTS_VOICE_E_ARG, "the speed is not within 0.5 to 4.0");
    const std::string_view words = view(text, text_bytes);
    if (!tts::is_utf8(words)) return refuse(TTS_VOICE_E_ARG, "the text is not UTF-8");
    return voice->start(std::string(words), speed);
  });
}

int32_t tts_voice_next(tts_voice *voice, int16_t *pcm, uint32_t capacity, uint32_t timeout_ms, uint32_t *frames) {
  return guarded(TTS_VOICE_E_FAILED, [&] {
    if (frames != nullptr) *frames = 0;
    if (voice == nullptr || pcm == nullptr || capacity == 0 || frames == nullptr) {
      return refuse(TTS_VOICE_E_ARG, "voice, pcm or frames is NULL, or capacity is 0");
    }
    return voice->next(pcm, capacity, timeout_ms, frames);
  });
}

int32_t tts_voice_stop(tts_voice *voice) {
  return guarded(TTS_VOICE_E_FAILED, [&] {
    if (voice == nullptr) return refuse(TTS_VOICE_E_ARG, "voice is NULL");
    return voice->stop();
  });
}

uint32_t tts_voice_last_error(char *text, uint32_t capacity) {
  return tts::copy_out(tts::last_error, text, capacity);
}

}  // extern "C"
