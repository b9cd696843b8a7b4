#include "kokoro_sound.h"

#include <algorithm>
#include <cmath>

#include "kokoro_model.h"

namespace tts {
namespace {

/* As src/speech/silence.ts has them for whole clauses: below -46 dB of full scale a sample is silent. */
constexpr float kSilent = 0.005f;
constexpr size_t kLead = KokoroModel::kRate * 10 / 1000;
constexpr size_t kTail = KokoroModel::kRate * 30 / 1000;

/* Rates that are multiples of it have few phases to 48,000 Hz, and no pitch is further than 0.02 semitones from one. */
constexpr double kRateStep = 48;

uint32_t rate_for(double pitch) {
  return static_cast<uint32_t>(std::lround(KokoroModel::kRate * std::exp2(pitch / 12) / kRateStep) * kRateStep);
}

bool is_audible(float sample) { return std::abs(sample) > kSilent; }

}  // namespace

KokoroSound::KokoroSound(const Prosody &prosody, Sink &sink)
    : sink_(sink),
      rate_(rate_for(prosody.pitch)),
      speed_(static_cast<float>(prosody.speed * KokoroModel::kRate / rate_)),
      resampler_(rate_, kRate) {}

bool KokoroSound::add(const std::vector<float> &samples, uint32_t pause_ms) {
  const auto first = std::find_if(samples.begin(), samples.end(), is_audible);
  if (first == samples.end()) return true;
  const auto last = std::find_if(samples.rbegin(), samples.rend(), is_audible);
  const auto begin = static_cast<size_t>(first - samples.begin());
  const auto end = static_cast<size_t>(samples.rend() - last);
  const size_t from = begin - std::min(begin, kLead);
  const size_t to = std::min(samples.size(), end + kTail);
  const std::vector<float> pause(static_cast<size_t>(rate_) * pause_ms_ / 1000);
  resampler_.push(pause.data(), pause.size(), 1, frames_);
  resampler_.push(samples.data() + from, to - from, 1, frames_);
  pause_ms_ = pause_ms;
  return give();
}

void KokoroSound::end() {
  resampler_.flush(frames_);
  give();
}

bool KokoroSound::give() {
  const bool wanted = sink_.write(frames_.data(), frames_.size());
  frames_.clear();
  return wanted;
}

}  // namespace tts
