// Drives ThreadGovernor by a script on stdin, a step a line: "begin WANTING" or "look SECONDS BUSY OWN" with what the
// processors and this process did in that time; prints the threads that are chosen, of at most 4.
#include <cstdio>
#include <cstring>

#include "llm_threads.h"

namespace {

struct Script : SystemLoad {
  Total sum{0, 0, 4};
  int now_wanting = 0;
  std::optional<Total> total() const override { return sum; }
  std::optional<int> wanting() const override { return now_wanting; }
};

}  // namespace

int main() {
  Script script;
  ThreadGovernor governor(script);
  ThreadGovernor::Clock::time_point now{};
  char line[128];
  while (std::fgets(line, sizeof line, stdin) != nullptr) {
    double seconds = 0, busy = 0, own = 0;
    if (std::sscanf(line, "begin %d", &script.now_wanting) == 1) {
      governor.begin();
    } else if (std::sscanf(line, "look %lf %lf %lf", &seconds, &busy, &own) == 3) {
      script.sum.busy += busy;
      script.sum.own += own;
      now += std::chrono::duration_cast<ThreadGovernor::Clock::duration>(std::chrono::duration<double>(seconds));
    } else {
      return 1;
    }
    std::printf("%d\n", governor.choose(4, now));
  }
  return 0;
}
