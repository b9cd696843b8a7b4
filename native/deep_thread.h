/*
 * A thread with room for libraries that use much stack: on macOS a thread has 512 KB where nobody asks for more, while
 * the first one has 8 MB, which is what libraries are tried with.
 */
#ifndef TTS_DEEP_THREAD_H
#define TTS_DEEP_THREAD_H
#include <pthread.h>

#include <functional>
#include <system_error>
#include <utility>

namespace tts {

class DeepThread {
 public:
  /* Throws std::system_error when the system has no thread to give. `work` must not throw. */
  explicit DeepThread(std::function<void()> work) : work_(std::move(work)) {
    pthread_attr_t attributes;
    check(pthread_attr_init(&attributes));
    int status = pthread_attr_setstacksize(&attributes, kStackBytes);
    if (status == 0) status = pthread_create(&thread_, &attributes, run, this);
    pthread_attr_destroy(&attributes);
    check(status);
  }

  DeepThread(const DeepThread &) = delete;
  DeepThread &operator=(const DeepThread &) = delete;

  /* To be called once, before the end. */
  void join() { pthread_join(thread_, nullptr); }

 private:
  static constexpr size_t kStackBytes = 8 << 20;

  static void *run(void *self) {
    static_cast<DeepThread *>(self)->work_();
    return nullptr;
  }

  static void check(int status) {
    if (status != 0) throw std::system_error(status, std::generic_category(), "a thread cannot be started");
  }

  const std::function<void()> work_;
  pthread_t thread_{};
};

}  // namespace tts
#endif
