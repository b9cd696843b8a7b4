/*
 * A voice for tests: its PCM tells exactly which text was spoken, in which order, at what speed and how high.
 *
 * 48,000 Hz. 100 ms of zeros, then a tone for every code point, then 100 ms of zeros; nothing at all for an empty
 * text. A tone lasts 20 ms / speed (960 samples at 1.0):
 *   sample 0   16384 + (code point >> 11)
 *   sample 1    8192 + (code point & 0x7FF)
 *   the rest   a square wave of amplitude 1000: 500 Hz at pitch 0, half a wave of 48 samples, which each semitone
 *              makes shorter by a twelfth root of 2 (rounded to samples, no two whole semitones have the same)
 * No other sample reaches 8192, so tones are found again after the zeros have been trimmed.
 *
 * The name makes it misbehave when a text contains WORD:
 *   echo:abort@WORD   abort(), as an assertion in native code would
 *   echo:hang@WORD    delivers nothing, ever, and takes no notice of stop or close
 *   echo:fail@WORD    the utterance fails; the handle stays usable
 *   echo:slow@WORD    the utterance takes a fourth longer than it sounds, and nothing of it comes before that
 * Any other name that begins with "echo:" is refused; every name without it is a voice that behaves.
 */
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <vector>

#include "utf8.h"
#include "voice_core.h"

namespace {

constexpr uint32_t kRate = 48000;
constexpr size_t kSilence = kRate / 10;
constexpr size_t kTone = kRate / 50;
constexpr double kHalfWave = 48;
constexpr int16_t kAmplitude = 1000;
constexpr double kSlowFactor = 1.25;

enum class Fault { none, abort, hang, fail, slow };

std::vector<int16_t> tone_of(char32_t code_point, size_t samples, size_t half_wave) {
  std::vector<int16_t> tone(samples);
  for (size_t i = 0; i < samples; i++) tone[i] = i / half_wave % 2 == 0 ? kAmplitude : -kAmplitude;
  tone[0] = static_cast<int16_t>(16384 + (code_point >> 11));
  tone[1] = static_cast<int16_t>(8192 + (code_point & 0x7FF));
  return tone;
}

Fault fault_of(std::string_view kind) {
  if (kind == "abort") return Fault::abort;
  if (kind == "hang") return Fault::hang;
  if (kind == "fail") return Fault::fail;
  return kind == "slow" ? Fault::slow : Fault::none;
}

size_t code_points_in(std::string_view text) {
  size_t count = 0;
  for (; !text.empty(); count++) tts::take_code_point(text);
  return count;
}

class Echo final : public tts::Synthesizer {
 public:
  explicit Echo(std::string_view name) {
    constexpr std::string_view prefix = "echo:";
    if (name.substr(0, prefix.size()) != prefix) return;
    const std::string_view option = name.substr(prefix.size());
    const size_t at = option.find('@');
    fault_ = fault_of(option.substr(0, at));
    if (fault_ == Fault::none || at == option.npos || at + 1 == option.size()) {
      throw std::runtime_error("the echo voice knows no option \"" + std::string(option) + "\"");
    }
    word_ = option.substr(at + 1);
  }

  uint32_t rate() const override { return kRate; }

  void speak(const std::string &text, const tts::Prosody &prosody, tts::Sink &sink) override {
    const bool misbehaves = fault_ != Fault::none && text.find(word_) != text.npos;
    if (misbehaves && fault_ != Fault::slow) misbehave();
    if (text.empty()) return;
    const std::vector<int16_t> silence(kSilence, 0);
    const auto samples = static_cast<size_t>(std::lround(static_cast<double>(kTone) / prosody.speed));
    const auto half_wave = static_cast<size_t>(std::lround(kHalfWave / std::exp2(prosody.pitch / 12)));
    if (misbehaves) be_slow(2 * kSilence + code_points_in(text) * samples, sink);
    if (!sink.write(silence.data(), silence.size())) return;
    for (std::string_view rest = text; !rest.empty();) {
      const std::vector<int16_t> tone = tone_of(tts::take_code_point(rest), samples, half_wave);
      if (!sink.write(tone.data(), tone.size())) return;
    }
    sink.write(silence.data(), silence.size());
  }

 private:
  static void be_slow(size_t frames, tts::Sink &sink) {
    using namespace std::chrono;
    const auto end = steady_clock::now() + duration<double>(kSlowFactor * static_cast<double>(frames) / kRate);
    while (steady_clock::now() < end && !sink.stopped()) std::this_thread::sleep_for(milliseconds(2));
  }

  void misbehave() const {
    if (fault_ == Fault::abort) std::abort();
    if (fault_ == Fault::fail) throw std::runtime_error("the echo voice was told to fail on \"" + word_ + "\"");
    for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
  }

  Fault fault_ = Fault::none;
  std::string word_;
};

}  // namespace

std::unique_ptr<tts::Synthesizer> tts::open_synthesizer(const std::string &name, const std::string &) {
  return std::make_unique<Echo>(name);
}
