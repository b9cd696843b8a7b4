#include "voice_core.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include "deep_thread.h"
#include "utterance_queue.h"
#include "voice.h"
#include "voice_handle.h"

namespace {

class ThreadedVoice final : public tts_voice {
 public:
  explicit ThreadedVoice(std::unique_ptr<tts::Synthesizer> opened)
      : synthesizer_(std::move(opened)), thread_([this] { run(); }) {}

  ~ThreadedVoice() override {
    queue_.stop();
    {
      std::lock_guard<std::mutex> lock(mutex_);
      closing_ = true;
    }
    wanted_.notify_one();
    thread_.join();
  }

  uint32_t rate() const override { return synthesizer_->rate(); }

  int32_t start(std::string text, const tts::Prosody &prosody) override {
    Request request{0, std::move(text), prosody};
    if (const int32_t status = queue_.begin(request.utterance); status < 0) return status;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      // One that a stop overtook before the thread took it gives way to its successor.
      request_ = std::move(request);
    }
    wanted_.notify_one();
    return TTS_VOICE_OK;
  }

  int32_t next(int16_t *pcm, uint32_t capacity, uint32_t timeout_ms, uint32_t *frames) override {
    return queue_.take(pcm, capacity, timeout_ms, frames);
  }

  int32_t stop() override {
    queue_.stop();
    return TTS_VOICE_OK;
  }

 private:
  struct Request {
    uint64_t utterance;
    std::string text;
    tts::Prosody prosody;
  };

  /* The queue as one utterance sees it. */
  struct UtteranceSink final : tts::Sink {
    UtteranceSink(tts::UtteranceQueue &to, uint64_t number) : queue(to), utterance(number) {}

    bool write(const int16_t *pcm, size_t frames) override { return queue.write(utterance, pcm, frames); }
    bool stopped() override { return !queue.is_current(utterance); }

    tts::UtteranceQueue &queue;
    const uint64_t utterance;
  };

  void run() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      wanted_.wait(lock, [this] { return closing_ || request_.has_value(); });
      if (closing_) return;
      const Request job = std::move(*request_);
      request_.reset();
      lock.unlock();
      if (queue_.is_current(job.utterance)) speak(job);
      lock.lock();
    }
  }

  void speak(const Request &job) {
    try {
      UtteranceSink sink(queue_, job.utterance);
      synthesizer_->speak(job.text, job.prosody, sink);
      queue_.end(job.utterance);
    } catch (const std::exception &error) {
      queue_.fail(job.utterance, error.what());
    } catch (...) {
      queue_.fail(job.utterance, "the synthesizer threw an unknown exception");
    }
  }

  const std::unique_ptr<tts::Synthesizer> synthesizer_;
  tts::UtteranceQueue queue_;
  std::mutex mutex_;  // Guards `request_` and `closing_`.
  std::condition_variable wanted_;
  std::optional<Request> request_;
  bool closing_ = false;
  tts::DeepThread thread_;  // Last, so that it sees every member above constructed.
};

}  // namespace

std::unique_ptr<tts_voice> tts::open_voice(const std::string &name, const std::string &data) {
  return std::make_unique<ThreadedVoice>(open_synthesizer(name, data));
}

std::string tts::system_voices() { return {}; }
