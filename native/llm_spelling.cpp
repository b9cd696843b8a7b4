// See llm_spelling.h.
#include "llm_spelling.h"

#include <algorithm>

namespace {

constexpr size_t kLongestAbbreviation = 5;

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Whether `text` opens with `run`, where only `run` may have capitals.
bool opens_with(std::string_view text, std::string_view run) {
  return run.size() <= text.size() &&
         std::equal(run.begin(), run.end(), text.begin(), [](char a, char b) { return lower(a) == b; });
}

bool is_abbreviation(std::string_view run) {
  return run.size() <= kLongestAbbreviation &&
         std::all_of(run.begin(), run.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

Spelling::Spelling(std::string_view words) {
  while (!words.empty()) {
    const size_t end = std::min(words.find('\0'), words.size());
    std::string word(words.substr(0, end));
    std::transform(word.begin(), word.end(), word.begin(), lower);
    words_.push_back(std::move(word));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

bool Spelling::is_beginning(std::string_view run) const {
  return is_abbreviation(run) ||
         std::any_of(words_.begin(), words_.end(), [&](const std::string &word) { return opens_with(word, run); });
}

bool Spelling::is_whole(std::string_view run) const {
  return is_abbreviation(run) || std::any_of(words_.begin(), words_.end(), [&](const std::string &word) {
           return word.size() == run.size() && opens_with(word, run);
         });
}

bool Spelling::allow(std::string_view piece) const {
  std::string run = run_;
  for (const char c : piece) {
    if (is_letter_or_digit(c)) {
      run += c;
    } else if (is_whole(run)) {
      run.clear();
    } else {
      return false;
    }
  }
  return is_beginning(run);
}

void Spelling::add(std::string_view piece) {
  for (const char c : piece) {
    if (is_letter_or_digit(c)) {
      run_ += c;
    } else {
      run_.clear();
    }
  }
}
