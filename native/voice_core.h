/*
 * A voice whose synthesis is one blocking call: voice_core.cpp gives it a thread of the handle, on which it speaks one
 * utterance after the other; the voice only says how it is opened and how it speaks one text.
 */
#ifndef TTS_VOICE_CORE_H
#define TTS_VOICE_CORE_H
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "voice_prosody.h"

namespace tts {

/* Where a voice puts the frames of the utterance it is speaking. */
class Sink {
 public:
  /* Queues frames for the caller. False once the utterance was stopped: nothing more of it is wanted. */
  virtual bool write(const int16_t *pcm, size_t frames) = 0;
  virtual bool stopped() = 0;

 protected:
  ~Sink() = default;
};

/* A voice. All calls come from one thread at a time; speak runs on the thread that belongs to the handle. */
class Synthesizer {
 public:
  virtual ~Synthesizer() = default;
  /* Hz; constant. */
  virtual uint32_t rate() const = 0;
  /*
   * Speaks `text` (valid UTF-8, at most kMaxTextBytes) into `sink` and returns soon after the sink says stopped.
   * Throws std::exception, with a sentence, when it cannot; the next call must work all the same.
   */
  virtual void speak(const std::string &text, const Prosody &prosody, Sink &sink) = 0;
};

/* Defined by each voice. Throws std::exception, with a sentence that names what is at fault, when it cannot open. */
std::unique_ptr<Synthesizer> open_synthesizer(const std::string &name, const std::string &data);

}  // namespace tts
#endif
