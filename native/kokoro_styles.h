/* How a voice of Kokoro sounds, for each length of a text: the pack's styles/NAME.npy. */
#ifndef TTS_KOKORO_STYLES_H
#define TTS_KOKORO_STYLES_H
#include <string>
#include <vector>

#include "kokoro_model.h"

namespace tts {

class KokoroStyles {
 public:
  /*
   * Reads an array of KokoroModel::kMostTokens × 1 × kStyleSize 32-bit floating point numbers, in the format NPY 1.0
   * (numpy/lib/format.py). Throws std::runtime_error that names the file when it is anything else.
   */
  explicit KokoroStyles(const std::string &path);

  /* The style of a text of 1 to kMostTokens phonemes. */
  const KokoroStyle &of_length(size_t tokens) const { return rows_[tokens - 1]; }

 private:
  std::vector<KokoroStyle> rows_;
};

}  // namespace tts
#endif
