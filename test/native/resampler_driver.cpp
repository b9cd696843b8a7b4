// Resamples raw samples from stdin: FROM TO TYPE(int16|int32|float32) STRIDE PIECES, where PIECES are lengths in
// frames separated by commas, taken in turn. Writes the int16 frames to stdout, and to stderr how many there were
// after each piece and after the flush.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>
#include <vector>

#include "resampler.h"

namespace {

template <typename Sample>
void drive(tts::Resampler &resampler, const std::vector<char> &bytes, size_t stride, const char *pieces) {
  const size_t frames = bytes.size() / sizeof(Sample) / stride;
  if (frames == 0) return;
  // Exactly as many samples as the resampler may read: not one after the last frame's first channel.
  std::vector<Sample> samples((frames - 1) * stride + 1);
  std::memcpy(samples.data(), bytes.data(), samples.size() * sizeof(Sample));
  std::vector<int16_t> out;
  const char *next = pieces;
  for (size_t at = 0; at < frames;) {
    char *end = nullptr;
    const size_t piece = std::min<size_t>(std::strtoul(next, &end, 10), frames - at);
    next = *end == ',' ? end + 1 : pieces;
    resampler.push(samples.data() + at * stride, piece, stride, out);
    at += piece;
    std::fprintf(stderr, "%zu\n", out.size());
  }
  resampler.flush(out);
  std::fprintf(stderr, "%zu\n", out.size());
  std::fwrite(out.data(), sizeof(int16_t), out.size(), stdout);
}

}  // namespace

int main(int, char **argv) {
  try {
    tts::Resampler resampler(static_cast<uint32_t>(std::atol(argv[1])), static_cast<uint32_t>(std::atol(argv[2])));
    std::vector<char> bytes;
    char block[65536];
    for (size_t count; (count = std::fread(block, 1, sizeof block, stdin)) > 0;) {
      bytes.insert(bytes.end(), block, block + count);
    }
    const std::string type = argv[3];
    const size_t stride = static_cast<size_t>(std::atol(argv[4]));
    if (type == "int16") drive<int16_t>(resampler, bytes, stride, argv[5]);
    if (type == "int32") drive<int32_t>(resampler, bytes, stride, argv[5]);
    if (type == "float32") drive<float>(resampler, bytes, stride, argv[5]);
    return 0;
  } catch (const std::exception &error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
