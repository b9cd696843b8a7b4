// How many threads to decode with, by what other programs leave of the processors.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

// Time that the processors this process may run on have worked, and that of this process, in seconds.
struct Load {
  double busy;
  double own;
  int processors;
};

// The load until now; nothing where the system does not tell (only Linux does, in /proc/stat).
std::optional<Load> load_until_now();

// ggml's threads wait for each other at a barrier after every operation, spinning. A thread that has to share its
// processor holds up all others: beside two busy programs on two cores, two threads decode 2.9 tokens/s and one 12. So
// no more threads are used than processors are free. Measuring the load tells that without trying, also that they are
// free again.
class ThreadGovernor {
 public:
  using Clock = std::chrono::steady_clock;

  // `load` is asked at most every 50 ms.
  explicit ThreadGovernor(std::optional<Load> (*load)() = load_until_now) : load_(load) {}

  // Threads to use from now on, 1 to `most`; call it before each batch.
  int32_t choose(int32_t most, Clock::time_point now = Clock::now());

 private:
  std::optional<Load> (*load_)();
  std::optional<Load> last_;
  Clock::time_point last_at_{};
  // Processors that other programs keep busy, smoothed.
  double others_ = 0;
};
