/* Asks a question again and again beside a call that blocks, and acts once when it was answered. */
#ifndef TTS_WATCHER_H
#define TTS_WATCHER_H
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace tts {

class Watcher {
 public:
  /* Short enough that a stop is not kept waiting, long enough to cost nothing. */
  static constexpr std::chrono::milliseconds kPeriod{10};

  /* Calls `act` once, on another thread, as soon as `question` is true; both only as long as the watcher lives. */
  Watcher(std::function<bool()> question, std::function<void()> act)
      : thread_([this, question = std::move(question), act = std::move(act)] { watch(question, act); }) {}
  Watcher(const Watcher &) = delete;
  Watcher &operator=(const Watcher &) = delete;
  ~Watcher() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      over_ = true;
    }
    ended_.notify_one();
    thread_.join();
  }

 private:
  void watch(const std::function<bool()> &question, const std::function<void()> &act) {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!ended_.wait_for(lock, kPeriod, [this] { return over_; })) {
      if (!question()) continue;
      act();
      return;
    }
  }

  std::mutex mutex_;
  std::condition_variable ended_;
  bool over_ = false;
  std::thread thread_;  // Last, so that it sees every member above constructed.
};

}  // namespace tts
#endif
