// Reads /proc/stat (proc(5)) for the processors this process may use; see llm_threads.h.
#include "llm_threads.h"

#include <algorithm>
#include <cmath>

#ifdef __linux__
#include <sched.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>
#endif

namespace {

constexpr auto least_interval = std::chrono::milliseconds(50);
// A burst of work, such as a clause being synthesised beside us, is over before it counts.
constexpr double smoothing_s = 0.3;
// A processor that others use less than this still counts as free.
constexpr double tolerated = 0.35;

}  // namespace

std::optional<Load> load_until_now() {
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
  return Load{static_cast<double>(ticks) * tick_s,
              static_cast<double>(own.tv_sec) + static_cast<double>(own.tv_nsec) * 1e-9, processors};
#else
  return std::nullopt;
#endif
}

int32_t ThreadGovernor::choose(int32_t most, Clock::time_point now) {
  int32_t free = most;
  if (!last_ || now - last_at_ >= least_interval) {
    const std::optional<Load> load = load_();
    if (load && last_) {
      const double seconds = std::chrono::duration<double>(now - last_at_).count();
      const double others = std::max(0.0, (load->busy - last_->busy - (load->own - last_->own)) / seconds);
      others_ += (others - others_) * (1 - std::exp(-seconds / smoothing_s));
    }
    last_ = load;
    last_at_ = now;
  }
  if (last_) free = static_cast<int32_t>(std::floor(last_->processors - others_ + tolerated));
  return std::clamp(free, 1, most);
}
