#include "kokoro_vocabulary.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "utf8.h"
#include "voice_file.h"

namespace tts {
namespace {

/* Phonemes of the model, and one for padding, which is 0 (n_token of its config.json). */
constexpr int64_t kNumbers = 178;

/* Far more than there is to say. */
constexpr uint64_t kLongestFile = 64 * 1024;

/* As much of JSON (RFC 8259) as a table of characters and numbers takes. Throws std::runtime_error. */
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool takes(char c) {
    skip_space();
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void expect(char c) {
    if (!takes(c)) throw std::runtime_error(std::string("a ") + c + " is missing");
  }

  std::u32string string() {
    expect('"');
    std::u32string text;
    for (;;) {
      const char32_t c = take_code_point(rest_);
      if (c == kMalformed || c < 0x20) throw std::runtime_error("a string does not end, or is not UTF-8");
      if (c == U'"') return text;
      text += c == U'\\' ? escaped() : c;
    }
  }

  int64_t number() {
    skip_space();
    const size_t digits = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    if (digits == 0 || digits > 9 || (digits > 1 && rest_.front() == '0')) {
      throw std::runtime_error("a number is missing");
    }
    const int64_t value = std::stoll(std::string(rest_.substr(0, digits)));
    rest_.remove_prefix(digits);
    return value;
  }

  void end() {
    skip_space();
    if (!rest_.empty()) throw std::runtime_error("something follows its end");
  }

 private:
  void skip_space() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size())); }

  char32_t escaped() {
    const char32_t c = take_code_point(rest_);
    if (c == U'"' || c == U'\\' || c == U'/') return c;
    const size_t digits = std::min(rest_.find_first_not_of("0123456789abcdefABCDEF"), rest_.size());
    if (c != U'u' || digits < 4) throw std::runtime_error("a string has an escape that no phoneme needs");
    const auto code_point = static_cast<char32_t>(std::stoul(std::string(rest_.substr(0, 4)), nullptr, 16));
    rest_.remove_prefix(4);
    return code_point;
  }

  std::string_view rest_;
};

std::unordered_map<char32_t, int64_t> read_numbers(std::string_view text) {
  std::unordered_map<char32_t, int64_t> numbers;
  Reader reader(text);
  reader.expect('{');
  if (reader.string() != U"vocab") throw std::runtime_error("it has no \"vocab\"");
  reader.expect(':');
  reader.expect('{');
  do {
    const std::u32string phoneme = reader.string();
    reader.expect(':');
    const int64_t number = reader.number();
    if (phoneme.size() != 1) throw std::runtime_error("a phoneme is not one character");
    if (number == 0 || number >= kNumbers) throw std::runtime_error("a number is none of the model's");
    if (!numbers.emplace(phoneme.front(), number).second) throw std::runtime_error("a phoneme stands there twice");
  } while (reader.takes(','));
  reader.expect('}');
  reader.expect('}');
  reader.end();
  return numbers;
}

}  // namespace

KokoroVocabulary::KokoroVocabulary(const std::string &path, const std::u32string &needed) {
  const std::string text = read_voice_file(path, kLongestFile);
  try {
    numbers_ = read_numbers(text);
  } catch (const std::exception &error) {
    throw std::runtime_error(path + " is damaged: " + error.what());
  }
  for (const char32_t phoneme : needed) {
    if (numbers_.count(phoneme) == 0) throw std::runtime_error(path + " is damaged: a phoneme of Japanese is missing");
  }
}

std::vector<int64_t> KokoroVocabulary::numbers_of(const std::u32string &phonemes) const {
  std::vector<int64_t> numbers;
  numbers.reserve(phonemes.size());
  for (const char32_t phoneme : phonemes) numbers.push_back(numbers_.at(phoneme));
  return numbers;
}

}  // namespace tts
