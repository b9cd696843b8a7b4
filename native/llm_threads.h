// How many threads to decode with, by what other programs leave of the processors.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

// What the system tells of the processors; nothing of it where it does not (only Linux does, in /proc).
struct SystemLoad {
  // Seconds that the processors this process may run on have worked, that this process has, and how many they are.
  struct Total {
    double busy;
    double own;
    int processors;
  };
  virtual ~SystemLoad() = default;
  virtual std::optional<Total> total() const;
  // Threads of other programs that want a processor at this moment; takes up to 40 ms as long as there are some.
  virtual std::optional<int> wanting() const;
};

// ggml's threads wait for each other at a barrier after every operation, spinning. A thread that has to share its
// processor holds up all others: beside two busy programs on two cores, two threads decode 2.9 tokens/s and one 12. So
// no more threads are used than processors are free. Measuring the load tells that without trying, also that they are
// free again.
class ThreadGovernor {
 public:
  using Clock = std::chrono::steady_clock;

  explicit ThreadGovernor(const SystemLoad &load) : load_(load) {}

  // Work begins after a pause: what was measured before tells of it no more, so the next choice looks anew.
  void begin() { last_.reset(); }
  // Threads to use from now on, 1 to `most`; call it before each batch.
  int32_t choose(int32_t most, Clock::time_point now = Clock::now());

 private:
  void look(Clock::time_point now);

  const SystemLoad &load_;
  std::optional<SystemLoad::Total> last_;
  Clock::time_point last_at_{};
  // Processors that other programs keep busy, smoothed.
  double others_ = 0;
  // Nothing has been measured since work began, only seen at one moment.
  bool is_glance_ = false;
};
