// What may be written in Latin letters and digits: names and numbers of the sentence that is translated, and no others.
#pragma once

#include <string>
#include <string_view>
#include <vector>

class Spelling {
 public:
  // `words`: ASCII, each ended by a NUL.
  explicit Spelling(std::string_view words);

  // Whether `piece` may follow what was added so far. A run of letters and digits must be the beginning of a word, in
  // any case, and a whole one where it ends. Up to five capitals are free: an abbreviation (ID, API) is good Japanese.
  bool allow(std::string_view piece) const;
  // Whether the text may end here.
  bool allow_end() const { return is_whole(run_); }
  void add(std::string_view piece);

 private:
  bool is_beginning(std::string_view run) const;
  bool is_whole(std::string_view run) const;

  std::vector<std::string> words_;  // In lower case.
  std::string run_;                 // The letters and digits that the text ends with so far.
};
