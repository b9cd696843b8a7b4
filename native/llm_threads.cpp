// Reads /proc/stat (proc(5)) for the processors this process may use; see llm_threads.h.
#include "llm_threads.h"

#include <algorithm>
#include <cmath>

#ifdef __linux__
#include <sched.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <thread>
#endif

namespace {

constexpr double least_interval_s = 0.05;
// A burst of work, such as a clause being synthesised beside us, is over before it counts.
constexpr double smoothing_s = 0.3;
// A processor that others use less than this still counts as free.
constexpr double tolerated = 0.35;

}  // namespace

std::optional<SystemLoad::Total> SystemLoad::total() const {
#ifdef __linux__
  cpu_set_t allowed;
  timespec own{};
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0 || clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own) != 0)
    return std::nullopt;
  FILE *file = std::fopen("/proc/stat", "r");
  if (file == nullptr) return std::nullopt;
  unsigned long long ticks = 0;
  int processors = 0;
  char line[512];
  while (std::fgets(line, sizeof line, file) != nullptr) {
    int cpu = -1;
    unsigned long long user, nice, system, idle, iowait, irq, softirq, steal;
    const int n = std::sscanf(line, "cpu%d %llu %llu %llu %llu %llu %llu %llu %llu", &cpu, &user, &nice, &system, &idle,
                              &iowait, &irq, &softirq, &steal);
    if (n != 9 || cpu < 0 || cpu >= CPU_SETSIZE || !CPU_ISSET(cpu, &allowed)) continue;
    ticks += user + nice + system + irq + softirq + steal;
    ++processors;
  }
  std::fclose(file);
  if (processors == 0) return std::nullopt;
  const double tick_s = 1.0 / static_cast<double>(sysconf(_SC_CLK_TCK));
  return Total{static_cast<double>(ticks) * tick_s,
              static_cast<double>(own.tv_sec) + static_cast<double>(own.tv_nsec) * 1e-9, processors};
#else
  return std::nullopt;
#endif
}

std::optional<int> SystemLoad::wanting() const {
#ifdef __linux__
  // What runs for a moment only, such as the program that was started to send us work, is not there at every look.
  constexpr int looks = 40;
  int least = -1;
  for (int look = 0; look < looks && least != 0; ++look) {
    if (look > 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    FILE *file = std::fopen("/proc/loadavg", "r");
    if (file == nullptr) return std::nullopt;
    int running = 0;
    const int n = std::fscanf(file, "%*f %*f %*f %d/", &running);
    std::fclose(file);
    if (n != 1) return std::nullopt;
    const int others = std::max(0, running - 1);
    if (least < 0 || others < least) least = others;
  }
  return least;
#else
  return std::nullopt;
#endif
}

void ThreadGovernor::look(Clock::time_point now) {
  const double seconds = std::chrono::duration<double>(now - last_at_).count();
  if (last_ && seconds < least_interval_s) return;
  const std::optional<SystemLoad::Total> total = load_.total();
  if (!last_) {
    others_ = load_.wanting().value_or(0);
    is_glance_ = true;
  } else if (total) {
    const double others = std::max(0.0, (total->busy - last_->busy - (total->own - last_->own)) / seconds);
    // A glance may have met what was over a moment later.
    if (is_glance_ && others < others_) others_ = others;
    is_glance_ = false;
    others_ += (others - others_) * (1 - std::exp(-seconds / smoothing_s));
  }
  last_ = total;
  last_at_ = now;
}

int32_t ThreadGovernor::choose(int32_t most, Clock::time_point now) {
  look(now);
  if (!last_) return most;
  const auto free = static_cast<int32_t>(std::floor(last_->processors - others_ + tolerated));
  return std::clamp(free, 1, most);
}
