/* How many threads can run at once for this process. */
#ifndef TTS_USABLE_PROCESSORS_H
#define TTS_USABLE_PROCESSORS_H

#if defined(__linux__)
#include <sched.h>
#elif defined(__APPLE__)
#include <sys/sysctl.h>
#endif
#include <algorithm>
#include <thread>

namespace tts {

/*
 * On Linux those that the process may run on; on Apple silicon performance cores, as all threads wait for the slowest.
 * At least 1.
 */
inline int usable_processors() {
#if defined(__linux__)
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) return std::max(1, CPU_COUNT(&allowed));
#elif defined(__APPLE__)
  int fast = 0;
  size_t bytes = sizeof fast;
  if (sysctlbyname("hw.perflevel0.logicalcpu", &fast, &bytes, nullptr, 0) == 0 && fast > 0) return fast;
#endif
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace tts
#endif
