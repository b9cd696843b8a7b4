#include "openjtalk_files.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "voice_file.h"

namespace {

using tts::refuse_file;

constexpr uint64_t kLongestFile = 1u << 30;

/* Size in bytes of a part of a voice. */
uint64_t size_of(const std::string &path) {
  const uint64_t bytes = tts::voice_file_size(path);
  if (bytes > kLongestFile) refuse_file(path, "is too large to be part of a voice");
  return bytes;
}

/* The first `bytes` bytes of a file. */
std::string head_of(const std::string &path, size_t bytes) {
  std::ifstream file(path, std::ios::binary);
  if (!file) refuse_file(path, std::string("cannot be read: ") + std::strerror(errno));
  std::string head(bytes, '\0');
  file.read(head.data(), static_cast<std::streamsize>(bytes));
  if (static_cast<size_t>(file.gcount()) != bytes) refuse_file(path, "is too short");
  return head;
}

template <typename Number>
Number number_at(const std::string &bytes, size_t offset) {
  Number value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

/* How many left and right context numbers a dictionary or the connection matrix knows; all parts must agree. */
struct Contexts {
  uint32_t left;
  uint32_t right;
  bool operator==(const Contexts &other) const { return left == other.left && right == other.right; }
};

/* A compiled MeCab dictionary: ten 32-bit numbers, a 32-byte charset, three tables (Dictionary::open, dictionary.cpp). */
Contexts check_words(const std::string &path) {
  constexpr size_t header_bytes = 72;
  constexpr uint32_t magic = 0xef718f77;
  const uint64_t size = size_of(path);
  const std::string header = head_of(path, header_bytes);
  const auto field = [&](size_t i) { return number_at<uint32_t>(header, i * 4); };
  if ((field(0) ^ magic) != size) refuse_file(path, "is damaged, or cut short, or no MeCab dictionary");
  if (field(1) != 102) refuse_file(path, "is a MeCab dictionary of another version");
  if (header_bytes + uint64_t{field(6)} + field(7) + field(8) != size) refuse_file(path, "is damaged");
  const std::string charset(header.c_str() + 40, strnlen(header.c_str() + 40, 32));
  if (charset != "utf-8" && charset != "UTF-8") refuse_file(path, "is not a UTF-8 dictionary");
  return {field(4), field(5)};
}

/* matrix.bin: two 16-bit sizes, then one 16-bit cost for each pair (Connector::open, connector.cpp). */
Contexts check_matrix(const std::string &path) {
  const uint64_t size = size_of(path);
  const std::string header = head_of(path, 4);
  const uint32_t left = number_at<uint16_t>(header, 0);
  const uint32_t right = number_at<uint16_t>(header, 2);
  if (4 + uint64_t{left} * right * 2 != size) refuse_file(path, "is damaged or cut short");
  return {left, right};
}

/* char.bin: a count, as many 32-byte names, 0xFFFF 32-bit properties (CharProperty::open, char_property.cpp). */
void check_characters(const std::string &path) {
  const uint64_t size = size_of(path);
  const uint64_t names = number_at<uint32_t>(head_of(path, 4), 0);
  if (4 + names * 32 + uint64_t{0xFFFF} * 4 != size) refuse_file(path, "is damaged or cut short");
}

/* The header of an .htsvoice: four sections of lines; HTS_ModelSet_load copies each line into 1,024 bytes. */
constexpr size_t kLongestLine = 1023;
constexpr size_t kLongestHeader = 64 * 1024;

/* What HTS_ModelSet_load and the vocoder take for granted: once in the file, and once for each of its streams. */
constexpr std::string_view kNeeded[] = {"SAMPLING_FREQUENCY", "FRAME_PERIOD", "NUM_STATES",   "NUM_STREAMS",
                                        "STREAM_TYPE",        "DURATION_PDF", "DURATION_TREE"};
constexpr std::string_view kNeededByStream[] = {"VECTOR_LENGTH", "NUM_WINDOWS", "OPTION", "STREAM_WIN", "STREAM_PDF"};

/* The value of "KEY:value". */
std::string value_of(const std::string &path, const std::vector<std::string> &lines, const std::string &key) {
  for (const std::string &line : lines) {
    if (line.compare(0, key.size() + 1, key + ":") == 0) return line.substr(key.size() + 1);
  }
  refuse_file(path, "is damaged: it has no " + key);
}

/* Compares the ranges "first-last,first-last" of a line of [POSITION] with the bytes that follow [DATA]. */
void check_ranges(const std::string &path, const std::string &line, uint64_t data_bytes) {
  const size_t colon = line.find(':');
  if (colon == line.npos) refuse_file(path, "is damaged: \"" + line + "\"");
  std::istringstream ranges(line.substr(colon + 1));
  for (std::string range; std::getline(ranges, range, ',');) {
    uint64_t first = 0;
    uint64_t last = 0;
    char dash = 0;
    std::istringstream numbers(range);
    if (!(numbers >> first >> dash >> last) || dash != '-' || first > last) {
      refuse_file(path, "is damaged: \"" + line + "\"");
    }
    if (last >= data_bytes) refuse_file(path, "is cut short");
  }
}

/* Reads the header's lines up to and with "[DATA]". */
std::vector<std::string> header_of(const std::string &path, uint64_t *data_bytes) {
  const uint64_t size = size_of(path);
  const std::string head = head_of(path, static_cast<size_t>(size < kLongestHeader ? size : kLongestHeader));
  const std::string mark = "\n[DATA]\n";
  const size_t end = head.find(mark);
  if (head.compare(0, 9, "[GLOBAL]\n") != 0 || end == head.npos) refuse_file(path, "is no .htsvoice file");
  *data_bytes = size - end - mark.size();
  std::istringstream text(head.substr(0, end + mark.size()));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) {
    if (line.size() > kLongestLine || line.find('\0') != line.npos) refuse_file(path, "is damaged: a line is too long");
    lines.push_back(line);
  }
  return lines;
}

}  // namespace

void tts::check_dictionary(const std::string &folder) {
  if (folder.empty()) throw std::runtime_error("no dictionary folder was given");
  const Contexts words = check_words(folder + "/sys.dic");
  if (!(check_words(folder + "/unk.dic") == words)) refuse_file(folder + "/unk.dic", "does not belong to sys.dic");
  if (!(check_matrix(folder + "/matrix.bin") == words)) refuse_file(folder + "/matrix.bin", "does not belong to sys.dic");
  check_characters(folder + "/char.bin");
}

void tts::check_hts_voice(const std::string &path) {
  uint64_t data_bytes = 0;
  const std::vector<std::string> lines = header_of(path, &data_bytes);
  for (const std::string_view key : kNeeded) value_of(path, lines, std::string(key));
  std::istringstream streams(value_of(path, lines, "STREAM_TYPE"));
  for (std::string stream; std::getline(streams, stream, ',');) {
    for (const std::string_view key : kNeededByStream) value_of(path, lines, std::string(key) + "[" + stream + "]");
  }
  bool positions = false;
  for (const std::string &line : lines) {
    if (line == "[POSITION]") {
      positions = true;
    } else if (positions && line != "[DATA]") {
      check_ranges(path, line, data_bytes);
    }
  }
}
