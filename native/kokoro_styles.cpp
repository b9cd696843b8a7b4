#include "kokoro_styles.h"

#include <cmath>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include "voice_file.h"

namespace tts {
namespace {

/* The magic string with the version, then the header's length in two bytes, the lower one first. */
constexpr std::string_view kMagic("\x93NUMPY\x01\x00", 8);
constexpr size_t kPrefixBytes = kMagic.size() + 2;
constexpr size_t kDataBytes = KokoroModel::kMostTokens * sizeof(KokoroStyle);
constexpr size_t kLongestFile = kDataBytes + kPrefixBytes + 0xFFFF;

/* What NumPy writes of such an array, before the blanks that fill the header up to its line feed. */
constexpr std::string_view kHeader = "{'descr': '<f4', 'fortran_order': False, 'shape': (510, 1, 256), }";
static_assert(KokoroModel::kMostTokens == 510 && kStyleSize == 256, "the header names these");

[[noreturn]] void refuse(const std::string &path, const std::string &why) {
  throw std::runtime_error(path + " " + why);
}

/* Where the numbers begin. */
size_t check_header(const std::string &path, std::string_view bytes) {
  if (bytes.size() < kPrefixBytes || bytes.substr(0, kMagic.size()) != kMagic) refuse(path, "is no NPY file");
  const auto byte = [&](size_t i) { return static_cast<size_t>(static_cast<uint8_t>(bytes[i])); };
  const size_t begin = kPrefixBytes + (byte(kMagic.size()) | byte(kMagic.size() + 1) << 8);
  if (begin + kDataBytes != bytes.size()) refuse(path, "is damaged, or cut short, or no style of Kokoro");
  const std::string_view header = bytes.substr(kPrefixBytes, begin - kPrefixBytes);
  const bool named = header.substr(0, kHeader.size()) == kHeader;
  if (!named || header.find_first_not_of(" \n", kHeader.size()) != header.npos) refuse(path, "is no style of Kokoro");
  return begin;
}

}  // namespace

KokoroStyles::KokoroStyles(const std::string &path) : rows_(KokoroModel::kMostTokens) {
  const std::string bytes = read_voice_file(path, kLongestFile);
  const size_t begin = check_header(path, bytes);
  // Both processors that this runs on keep numbers as the file does.
  std::memcpy(rows_.data(), bytes.data() + begin, kDataBytes);
  for (const KokoroStyle &row : rows_) {
    for (const float value : row) {
      if (!std::isfinite(value)) refuse(path, "is damaged: one of its numbers is none");
    }
  }
}

}  // namespace tts
