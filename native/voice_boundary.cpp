/* The functions of voice.h: what a caller gives is checked here, and no exception leaves. */
#include <string_view>

#include "boundary.h"
#include "utf8.h"
#include "voice.h"
#include "voice_handle.h"

using tts::guarded;
using tts::readable;
using tts::refuse;
using tts::view;

extern "C" {

uint32_t tts_voice_abi(void) { return TTS_VOICE_ABI; }

int32_t tts_voice_open(const char *name, uint32_t name_bytes, const char *data, uint32_t data_bytes,
                       tts_voice **out) {
  return guarded(TTS_VOICE_E_OPEN, [&] {
    if (out == nullptr) return refuse(TTS_VOICE_E_ARG, "out is NULL");
    *out = nullptr;
    if (!readable(name, name_bytes) || !readable(data, data_bytes)) {
      return refuse(TTS_VOICE_E_ARG, "name or data is NULL");
    }
    const std::string_view strings[] = {view(name, name_bytes), view(data, data_bytes)};
    for (const std::string_view text : strings) {
      if (!tts::is_utf8(text) || text.find('\0') != text.npos) {
        return refuse(TTS_VOICE_E_ARG, "name or data is not UTF-8, or holds a NUL");
      }
    }
    *out = tts::open_voice(std::string(strings[0]), std::string(strings[1])).release();
    return static_cast<int32_t>(TTS_VOICE_OK);
  });
}

void tts_voice_close(tts_voice *voice) { delete voice; }

int32_t tts_voice_rate(const tts_voice *voice, uint32_t *hz) {
  return guarded(TTS_VOICE_E_FAILED, [&] {
    if (voice == nullptr || hz == nullptr) return refuse(TTS_VOICE_E_ARG, "voice or hz is NULL");
    *hz = voice->rate();
    return static_cast<int32_t>(TTS_VOICE_OK);
  });
}

int32_t tts_voice_start(tts_voice *voice, const char *text, uint32_t text_bytes, double speed, double pitch) {
  return guarded(TTS_VOICE_E_FAILED, [&] {
    if (voice == nullptr || !readable(text, text_bytes)) return refuse(TTS_VOICE_E_ARG, "voice or text is NULL");
    if (text_bytes > tts::kMaxTextBytes) return refuse(TTS_VOICE_E_ARG, "the text is longer than 65536 bytes");
    if (!(speed >= 0.5 && speed <= 4.0)) return refuse(TTS_VOICE_E_ARG, "the speed is not within 0.5 to 4.0");
    if (!(pitch >= -12.0 && pitch <= 12.0)) return refuse(TTS_VOICE_E_ARG, "the pitch is not within -12 to 12");
    const std::string_view words = view(text, text_bytes);
    if (!tts::is_utf8(words)) return refuse(TTS_VOICE_E_ARG, "the text is not UTF-8");
    return voice->start(std::string(words), {speed, pitch});
  });
}

int32_t tts_voice_next(tts_voice *voice, int16_t *pcm, uint32_t capacity, uint32_t timeout_ms, uint32_t *frames) {
  return guarded(TTS_VOICE_E_FAILED, [&] {
    if (frames != nullptr) *frames = 0;
    if (voice == nullptr || pcm == nullptr || capacity == 0 || frames == nullptr) {
      return refuse(TTS_VOICE_E_ARG, "voice, pcm or frames is NULL, or capacity is 0");
    }
    return voice->next(pcm, capacity, timeout_ms, frames);
  });
}

int32_t tts_voice_stop(tts_voice *voice) {
  return guarded(TTS_VOICE_E_FAILED, [&] {
    if (voice == nullptr) return refuse(TTS_VOICE_E_ARG, "voice is NULL");
    return voice->stop();
  });
}

int32_t tts_voice_names(char *text, uint32_t capacity, uint32_t *bytes) {
  return guarded(TTS_VOICE_E_FAILED, [&] {
    if (bytes == nullptr) return refuse(TTS_VOICE_E_ARG, "bytes is NULL");
    *bytes = 0;
    *bytes = tts::copy_out(tts::system_voices(), text, capacity);
    return static_cast<int32_t>(TTS_VOICE_OK);
  });
}

uint32_t tts_voice_last_error(char *text, uint32_t capacity) {
  return tts::copy_out(tts::last_error, text, capacity);
}

}  // extern "C"
