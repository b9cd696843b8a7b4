#include "pcm_resampler.h"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <vector>

#include "boundary.h"
#include "resampler.h"

namespace {

using tts::refuse;

template <typename Body>
int32_t guarded(Body body) noexcept {
  return tts::guarded(TTS_RESAMPLER_E_MEMORY, body);
}

}  // namespace

struct tts_resampler {
  tts::Resampler resampler;
  std::vector<int16_t> ready;
};

extern "C" {

uint32_t tts_resampler_abi(void) { return TTS_RESAMPLER_ABI; }

int32_t tts_resampler_open(uint32_t from, uint32_t to, tts_resampler **out) {
  return guarded([&]() -> int32_t {
    if (out == nullptr) return refuse(TTS_RESAMPLER_E_ARG, "out is NULL");
    *out = nullptr;
    try {
      *out = std::make_unique<tts_resampler>(tts_resampler{tts::Resampler(from, to), {}}).release();
    } catch (const std::invalid_argument &error) {
      return refuse(TTS_RESAMPLER_E_ARG, error.what());
    }
    return TTS_RESAMPLER_OK;
  });
}

void tts_resampler_close(tts_resampler *resampler) { delete resampler; }

int32_t tts_resampler_push(tts_resampler *resampler, const int16_t *pcm, uint32_t frames, uint32_t *ready) {
  return guarded([&]() -> int32_t {
    if (resampler == nullptr || ready == nullptr || (pcm == nullptr && frames > 0))
      return refuse(TTS_RESAMPLER_E_ARG, "resampler, pcm or ready is NULL");
    resampler->resampler.push(pcm, frames, 1, resampler->ready);
    *ready = static_cast<uint32_t>(resampler->ready.size());
    return TTS_RESAMPLER_OK;
  });
}

int32_t tts_resampler_flush(tts_resampler *resampler, uint32_t *ready) {
  return guarded([&]() -> int32_t {
    if (resampler == nullptr || ready == nullptr)
      return refuse(TTS_RESAMPLER_E_ARG, "resampler or ready is NULL");
    resampler->resampler.flush(resampler->ready);
    *ready = static_cast<uint32_t>(resampler->ready.size());
    return TTS_RESAMPLER_OK;
  });
}

int32_t tts_resampler_take(tts_resampler *resampler, int16_t *pcm, uint32_t capacity, uint32_t *taken) {
  if (taken != nullptr) *taken = 0;
  if (resampler == nullptr || taken == nullptr || (pcm == nullptr && capacity > 0))
    return refuse(TTS_RESAMPLER_E_ARG, "resampler, pcm or taken is NULL");
  std::vector<int16_t> &ready = resampler->ready;
  const size_t count = std::min<size_t>(capacity, ready.size());
  const auto end = ready.begin() + static_cast<std::ptrdiff_t>(count);
  std::copy(ready.begin(), end, pcm);
  ready.erase(ready.begin(), end);
  *taken = static_cast<uint32_t>(count);
  return TTS_RESAMPLER_OK;
}

uint32_t tts_resampler_last_error(char *text, uint32_t capacity) {
  return tts::copy_out(tts::last_error, text, capacity);
}

}  // extern "C"
