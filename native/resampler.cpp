#include "resampler.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <stdexcept>
#include <string>

namespace tts {
namespace {

/*
 * Kaiser's formulas ("Nonrecursive digital filter design using the I0-sinh window function", 1974) for 100 dB and a
 * transition from 0.9 to 1.1 of the band: beta = 0.1102 (A - 8.7); taps = (A - 7.95) / (2.285 * 0.2 pi) + 1.
 */
constexpr double kBeta = 0.1102 * (100.0 - 8.7);
constexpr size_t kHalfWidth = 33;
/* Straight lines between so many values of the filter a zero crossing are within 2e-6 of it. */
constexpr size_t kDensity = 512;
constexpr double kPi = 3.14159265358979323846;

/* The modified Bessel function of the first kind and order 0, by its power series. */
double bessel_i0(double x) {
  double sum = 1, term = 1;
  for (int k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) * (x / (2 * k));
    sum += term;
  }
  return sum;
}

/* One half of the filter, and zeros beyond its end for the line from the last value. */
using Table = std::array<float, kHalfWidth * kDensity + 2>;

Table make_table() {
  Table table{};
  for (size_t i = 0; i < kHalfWidth * kDensity; i++) {
    const double x = static_cast<double>(i) / kDensity;
    const double across = x / kHalfWidth;
    const double window = bessel_i0(kBeta * std::sqrt(1 - across * across)) / bessel_i0(kBeta);
    table[i] = static_cast<float>(i == 0 ? 1 : i % kDensity == 0 ? 0 : std::sin(kPi * x) / (kPi * x) * window);
  }
  return table;
}

/* The filter `distance` zero crossings from its middle; 0 <= distance <= kHalfWidth. */
double filter_at(double distance) {
  static const Table table = make_table();
  const double place = distance * kDensity;
  const auto index = static_cast<size_t>(place);
  const double fraction = place - static_cast<double>(index);
  return table[index] + fraction * (static_cast<double>(table[index + 1]) - table[index]);
}

/* Phases of the filter with more values than this are reckoned anew for every sample. */
constexpr uint64_t kMostTabulated = 1 << 17;

/* In eight sums side by side, which the compiler makes one vector of. */
float dot(const float *a, const float *b, size_t count) {
  constexpr size_t kLanes = 8;
  float sums[kLanes] = {};
  size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (size_t lane = 0; lane < kLanes; lane++) sums[lane] += a[i + lane] * b[i + lane];
  }
  float sum = 0;
  for (; i < count; i++) sum += a[i] * b[i];
  for (const float lane : sums) sum += lane;
  return sum;
}

void check_rate(uint32_t hz) {
  if (hz >= Resampler::kLowestRate && hz <= Resampler::kHighestRate) return;
  throw std::invalid_argument("a sampling rate of " + std::to_string(hz) + " Hz is not within 4000 to 384000");
}

}  // namespace

Resampler::Resampler(uint32_t from, uint32_t to) : from_(from) {
  check_rate(from);
  check_rate(to);
  const uint32_t common = std::gcd(from, to);
  step_ = from / common;
  parts_ = to / common;
  stretch_ = std::min(1.0, static_cast<double>(to) / from);
  reach_ = static_cast<uint64_t>(std::floor(kHalfWidth / stretch_));
  if (parts_ * taps() <= kMostTabulated) tabulate();
}

/* Input samples from reach_ before an output sample's place to reach_ behind it, which lies between two. */
uint64_t Resampler::taps() const { return 2 * reach_ + 2; }

/* What input sample whole_ - reach_ + tap weighs in an output sample at whole_ + part / parts_. */
double Resampler::weight(uint64_t tap, uint64_t part) const {
  const double place = static_cast<double>(reach_) + static_cast<double>(part) / static_cast<double>(parts_);
  const double distance = std::abs(static_cast<double>(tap) - place) * stretch_;
  return distance < kHalfWidth ? filter_at(distance) * stretch_ : 0;
}

void Resampler::tabulate() {
  phases_.reserve(parts_ * taps());
  for (uint64_t part = 0; part < parts_; part++) {
    for (uint64_t tap = 0; tap < taps(); tap++) phases_.push_back(static_cast<float>(weight(tap, part)));
  }
}

void Resampler::flush(std::vector<int16_t> &out) {
  const uint64_t wanted = (2 * total_ * parts_ + step_) / (2 * step_);
  out.reserve(out.size() + (wanted - given_));
  input_.insert(input_.end(), reach_ + 2, 0.0f);
  for (; given_ < wanted; advance()) out.push_back(sample_here());
  input_.clear();
  first_ = total_ = whole_ = part_ = given_ = 0;
}

void Resampler::emit(std::vector<int16_t> &out) {
  // One beyond the reach, because the place lies up to a whole sample behind whole_.
  for (; whole_ + reach_ + 1 < total_; advance()) out.push_back(sample_here());
  forget_passed();
}

int16_t Resampler::sample_here() const {
  const float *around = input_.data() + (whole_ - first_);
  double sum = 0;
  if (phases_.empty()) {
    for (uint64_t tap = 0; tap < taps(); tap++) sum += static_cast<double>(around[tap]) * weight(tap, part_);
  } else {
    sum = dot(around, phases_.data() + part_ * taps(), taps());
  }
  return static_cast<int16_t>(std::clamp(std::round(sum * 32768.0), -32768.0, 32767.0));
}

void Resampler::advance() {
  given_++;
  part_ += step_;
  whole_ += part_ / parts_;
  part_ %= parts_;
}

void Resampler::forget_passed() {
  const uint64_t passed = std::min(whole_ - first_, static_cast<uint64_t>(input_.size()));
  // Moving what is left each time would cost more than the few samples that stay longer.
  if (passed < input_.size() / 2) return;
  input_.erase(input_.begin(), input_.begin() + static_cast<std::ptrdiff_t>(passed));
  first_ += passed;
}

}  // namespace tts
