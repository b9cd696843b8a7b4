// UTF-8 by RFC 3629; see llm_characters.h.
#include "llm_characters.h"

#include <algorithm>

bool Characters::any_of(uint32_t first, uint32_t last) const {
  for (uint32_t code = first; code <= last; ++code) {
    if ((bits_[code / 8] >> (code % 8) & 1) != 0) return true;
  }
  return false;
}

bool Characters::allow(std::string_view text) const {
  for (size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const size_t length = lead < 0x80 ? 1 : lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : 0;
    // Neither the beginning of a character nor of one up to U+FFFF.
    if (length == 0) return false;
    uint32_t code = length == 1 ? lead : lead & (0x7FU >> length);
    const size_t there = std::min(length, text.size() - at);
    for (size_t i = 1; i < there; ++i) {
      const auto byte = static_cast<unsigned char>(text[at + i]);
      if ((byte & 0xC0) != 0x80) return false;
      code = code << 6 | (byte & 0x3F);
    }
    const auto open_bits = static_cast<uint32_t>(6 * (length - there));
    const uint32_t first = code << open_bits;
    const uint32_t last = first | ((1U << open_bits) - 1);
    // Below that a shorter form exists, and only that one is UTF-8.
    const uint32_t shortest = length == 3 ? 0x800 : 0;
    if (last < shortest || !any_of(std::max(first, shortest), last)) return false;
    at += there;
  }
  return true;
}
