/*
 * What stands behind a handle of voice.h. voice_boundary.cpp checks what a caller gives, once for all voices; a voice
 * is either one that speaks on a thread of the handle (voice_core.h) or one that lives on the main thread
 * (voice_apple.cpp).
 */
#ifndef TTS_VOICE_HANDLE_H
#define TTS_VOICE_HANDLE_H
#include <cstdint>
#include <memory>
#include <string>

#include "voice_prosody.h"

/*
 * The calls of voice.h with the same meaning, status and threads, after their arguments were found to be good. A
 * negative status leaves its sentence by tts::refuse.
 */
struct tts_voice {
  virtual ~tts_voice() = default;
  /* Hz; constant. */
  virtual uint32_t rate() const = 0;
  virtual int32_t start(std::string text, const tts::Prosody &prosody) = 0;
  /* `*frames` is 0 when it is called. */
  virtual int32_t next(int16_t *pcm, uint32_t capacity, uint32_t timeout_ms, uint32_t *frames) = 0;
  virtual int32_t stop() = 0;
};

namespace tts {

/* Longest text of one utterance, in bytes of UTF-8; longer ones are refused with TTS_VOICE_E_ARG. */
constexpr uint32_t kMaxTextBytes = 64 * 1024;

/* Each library's own. Throws std::exception, with a sentence that names what is at fault, when it cannot open. */
std::unique_ptr<tts_voice> open_voice(const std::string &name, const std::string &data);

/* Each library's own: the lines of tts_voice_names. Throws std::exception, with a sentence. */
std::string system_voices();

}  // namespace tts
#endif
