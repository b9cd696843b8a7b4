/* Reading UTF-8 strictly: no overlong forms, no surrogates, nothing above U+10FFFF (RFC 3629, section 4). */
#ifndef TTS_UTF8_H
#define TTS_UTF8_H
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tts {

constexpr char32_t kMalformed = 0xFFFFFFFF;

/* Takes one code point off the front of `text`; kMalformed, taking nothing, when it does not begin with a valid one. */
inline char32_t take_code_point(std::string_view &text) {
  if (text.empty()) return kMalformed;
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(0);
  const size_t length = lead < 0x80 ? 1 : lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3
                        : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
  if (length == 0 || text.size() < length) return kMalformed;
  char32_t code_point = length == 1 ? lead : lead & (0xFF >> (length + 1));
  for (size_t i = 1; i < length; i++) {
    if ((byte(i) & 0xC0) != 0x80) return kMalformed;
    code_point = code_point << 6 | (byte(i) & 0x3F);
  }
  const bool overlong = (length == 3 && code_point < 0x800) || (length == 4 && code_point < 0x10000);
  const bool surrogate = code_point >= 0xD800 && code_point < 0xE000;
  if (overlong || surrogate || code_point > 0x10FFFF) return kMalformed;
  text.remove_prefix(length);
  return code_point;
}

inline bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    if (take_code_point(text) == kMalformed) return false;
  }
  return true;
}

}  // namespace tts
#endif
