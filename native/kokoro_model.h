/* Kokoro-82M as an ONNX model: phonemes' numbers and a style in, sound out. */
#ifndef TTS_KOKORO_MODEL_H
#define TTS_KOKORO_MODEL_H
#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "onnx_runtime.h"

namespace tts {

/* What a voice sounds like for one length of text. */
constexpr size_t kStyleSize = 256;
using KokoroStyle = std::array<float, kStyleSize>;

/* One loaded model. To be used by one thread at a time. */
class KokoroModel {
 public:
  /* Sampling rate in Hz of what it says. */
  static constexpr uint32_t kRate = 24000;
  /* Longest text in phonemes: of the 512 places of its encoder (max_position_embeddings), two are the text's ends. */
  static constexpr size_t kMostTokens = 510;

  /*
   * Loads a model with the ONNX Runtime library of a path. Throws std::runtime_error, with a sentence that names the
   * file at fault.
   */
  KokoroModel(const std::string &runtime, const std::string &model);
  KokoroModel(const KokoroModel &) = delete;
  KokoroModel &operator=(const KokoroModel &) = delete;

  /*
   * Says 1 to kMostTokens phonemes, full scale being 1. Empty as soon as `stopped`, which another thread asks, was
   * true. Throws std::runtime_error, with a sentence, when the model fails.
   */
  std::vector<float> say(const std::vector<int64_t> &tokens, const KokoroStyle &style, float speed,
                         const std::function<bool()> &stopped);

 private:
  void load(const std::string &model);

  const OnnxRuntime runtime_;
  OrtOwned<OrtEnv, ort::ReleaseEnv> environment_;
  OrtOwned<OrtMemoryInfo, ort::ReleaseMemoryInfo> memory_;
  OrtOwned<OrtSession, ort::ReleaseSession> session_;
};

}  // namespace tts
#endif
