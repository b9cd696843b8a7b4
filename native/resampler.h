/*
 * Brings PCM of any rate to one rate, piece by piece, without hearing where the pieces were cut.
 *
 * Band-limited interpolation as in J. O. Smith, "Digital Audio Resampling": each output sample is the sum of the
 * input around its place, weighted by a sinc under a Kaiser window. With the values in resampler.cpp what lies below
 * 0.9 of the lower rate's band passes unchanged, and images and aliases of it are 100 dB down.
 *
 * The filter's delay is taken off: output sample n stands at n / `to` seconds of the input. So the last
 * kHalfWidth / min(from, to) seconds are held back until more comes, or flush.
 */
#ifndef TTS_RESAMPLER_H
#define TTS_RESAMPLER_H
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

namespace tts {

class Resampler {
 public:
  /* What sound may have, and an octave to each side: whoever raises a voice's pitch takes its rate for a higher one. */
  static constexpr uint32_t kLowestRate = 4000, kHighestRate = 384000;

  /* Rates in Hz. Throws std::invalid_argument, with a sentence, when one lies outside of the two bounds. */
  Resampler(uint32_t from, uint32_t to);

  uint32_t from() const { return from_; }

  /*
   * Takes `count` samples, `stride` apart, and appends to `out` what can be told already. Floating point is full at
   * ±1 and may be louder: the output is clipped, not wrapped. What is no number is taken for silence.
   */
  template <typename Sample>
  void push(const Sample *samples, size_t count, size_t stride, std::vector<int16_t> &out) {
    if (total_ == 0) input_.assign(reach_, 0.0f);
    input_.reserve(input_.size() + count);
    for (size_t i = 0; i < count; i++) input_.push_back(normalised(samples[i * stride]));
    total_ += count;
    emit(out);
  }

  /*
   * Appends the rest, so that all output is round(samples in * to / from) long, as if silence followed. The next push
   * begins a new stream.
   */
  void flush(std::vector<int16_t> &out);

 private:
  template <typename Sample>
  static float normalised(Sample sample) {
    if constexpr (std::is_floating_point_v<Sample>) {
      return std::isfinite(sample) ? static_cast<float>(sample) : 0.0f;
    } else {
      return static_cast<float>(-static_cast<double>(sample) / std::numeric_limits<Sample>::min());
    }
  }

  void emit(std::vector<int16_t> &out);
  int16_t sample_here() const;
  uint64_t taps() const;
  double weight(uint64_t tap, uint64_t part) const;
  void tabulate();
  void advance();
  void forget_passed();

  const uint32_t from_;
  uint64_t step_, parts_;   // from / to in lowest terms: an output sample is step_ / parts_ input samples long.
  double stretch_;          // The filter's scale on the input: below 1 when the rate falls.
  uint64_t reach_;          // Input samples on each side that an output sample depends on.
  std::vector<float> phases_;  // The filter at each of the parts_ places between two samples; empty: there are too many.
  std::vector<float> input_;   // From input sample first_ - reach_ on; before the stream lies silence.
  uint64_t first_ = 0, total_ = 0;
  uint64_t whole_ = 0, part_ = 0;  // Where the next output sample stands: whole_ + part_ / parts_ input samples.
  uint64_t given_ = 0;             // Output samples of this stream so far.
};

}  // namespace tts
#endif
