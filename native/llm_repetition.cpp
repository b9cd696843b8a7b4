// See llm_repetition.h.
#include "llm_repetition.h"

namespace {

// The longest run that is looked for: about a clause.
constexpr size_t kLongestRun = 24;

}  // namespace

bool Repetition::is_third(llama_token token, bool ascii) const {
  const auto at = [&](size_t back) { return back == 0 ? Said{token, ascii} : said_[said_.size() - back]; };
  for (size_t run = 1; run <= kLongestRun && 3 * run <= said_.size() + 1; ++run) {
    bool same = true;
    bool all_ascii = true;
    for (size_t back = 0; same && back < run; ++back) {
      const Said last = at(back);
      same = last.token == at(back + run).token && last.token == at(back + 2 * run).token;
      all_ascii = all_ascii && last.ascii;
    }
    if (same && !all_ascii) return true;
  }
  return false;
}

void Repetition::add(llama_token token, bool ascii) { said_.push_back({token, ascii}); }
