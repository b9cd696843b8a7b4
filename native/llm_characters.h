// The characters that a generated text may be written with.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

class Characters {
 public:
  static constexpr size_t kBytes = 65536 / 8;

  // U+n is bit n % 8 of byte n / 8; there are kBytes of them.
  explicit Characters(const uint8_t *bits) : bits_(bits, bits + kBytes) {}

  // Whether every whole character of `text` is one of them, and an unfinished one at its end can still become one.
  bool allow(std::string_view text) const;

 private:
  bool any_of(uint32_t first, uint32_t last) const;

  std::vector<uint8_t> bits_;
};
