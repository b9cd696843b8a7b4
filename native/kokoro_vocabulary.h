/* The numbers of Kokoro's phonemes, from the pack's vocab.json. */
#ifndef TTS_KOKORO_VOCABULARY_H
#define TTS_KOKORO_VOCABULARY_H
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace tts {

class KokoroVocabulary {
 public:
  /*
   * Reads {"vocab": {"PHONEME": NUMBER, …}}, each phoneme one character and each number one of the model's. Throws
   * std::runtime_error that names the file when it is anything else, or lacks a phoneme of `needed`.
   */
  KokoroVocabulary(const std::string &path, const std::u32string &needed);

  /* The numbers of phonemes that were needed. */
  std::vector<int64_t> numbers_of(const std::u32string &phonemes) const;

 private:
  std::unordered_map<char32_t, int64_t> numbers_;
};

}  // namespace tts
#endif
