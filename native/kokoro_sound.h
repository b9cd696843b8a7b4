/* From what Kokoro says, a piece after the other, to the frames of one utterance. */
#ifndef TTS_KOKORO_SOUND_H
#define TTS_KOKORO_SOUND_H
#include <cstdint>
#include <vector>

#include "resampler.h"
#include "voice_core.h"

namespace tts {

class KokoroSound {
 public:
  /* Hz of the frames. */
  static constexpr uint32_t kRate = 48000;

  KokoroSound(const Prosody &prosody, Sink &sink);

  /*
   * The speed to ask the model for. For another pitch its sound is taken for one of another rate, so it is to be said
   * slower by as much as that makes it faster.
   */
  float speed() const { return speed_; }

  /*
   * Gives the sink what of a piece can be heard: the model puts a third of a second of silence before it and up to as
   * much behind. The pause that the last call named comes before it. False once the utterance was stopped.
   */
  bool add(const std::vector<float> &samples, uint32_t pause_ms);

  /* Gives the sink what the resampler has held back. */
  void end();

 private:
  bool give();

  Sink &sink_;
  const uint32_t rate_;  // Hz that the model's sound is taken for.
  const float speed_;
  Resampler resampler_;
  std::vector<int16_t> frames_;
  uint32_t pause_ms_ = 0;
};

}  // namespace tts
#endif
