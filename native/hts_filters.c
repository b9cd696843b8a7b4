/*
 * See hts_filters.h. The five stages of the Padé approximation are independent within a sample, as each takes what the
 * one before it gave at the last sample. The originals run them one after another, and each is a chain of m steps
 * that wait for one another; here they run side by side, so that only one such chain is left.
 */
#include <string.h>

#include "HTS_engine.h"

#include "HTS_hidden.h"
#include "hts_filters.h"

#if PADEORDER != 5
#error "the stages are laid out for a Padé approximation of order 5"
#endif

enum { kStages = 5 };

/* HTS_pade of order 5: coefficients of the modified Padé approximation of the exponential function. */
static const double kPade[kStages + 1] = {1.0, 0.4999391, 0.1107098, 0.01369984, 0.0009564853, 0.00003041721};

/* A fused multiply-add shortens the chain to a half; which form runs is chosen when the library is loaded. */
#if defined(__x86_64__) && defined(__linux__)
#define FOR_EACH_CPU __attribute__((target_clones("default", "fma")))
#else
#define FOR_EACH_CPU
#endif

/* Two stages side by side; every processor that we run on has such registers. */
typedef double pair __attribute__((vector_size(2 * sizeof(double))));

static inline pair load(const double *from) {
  pair value;
  memcpy(&value, from, sizeof value);
  return value;
}

static inline void store(double *to, pair value) { memcpy(to, &value, sizeof value); }

/*
 * Sums the stages' outputs into the sample, as all forms of the Padé approximation do, and hands each stage what it reads
 * at the next sample: the first the sum, the others what the stage before them gave.
 */
static inline double combine(double x, const double *outputs, double *inputs) {
  double sum = 0.0;
  for (int i = kStages; i >= 1; i--) {
    const double v = outputs[i - 1] * kPade[i];
    x += (i & 1) ? v : -v;
    sum += v;
  }
  inputs[0] = x;
  memcpy(&inputs[1], outputs, (kStages - 1) * sizeof *outputs);
  return x + sum;
}

/* The first coefficient has stages of its own: a delay and a gain each. */
static inline double first_coefficient(double x, double b1, double a, double *delays, double *inputs) {
  const double aa = 1.0 - a * a;
  double outputs[kStages];
  for (int s = 0; s < kStages; s++) {
    delays[s] = aa * inputs[s] + a * delays[s];
    outputs[s] = delays[s] * b1;
  }
  return combine(x, outputs, inputs);
}

FOR_EACH_CPU
double hts_mlsa_filter(double x, const double *b, int m, double a, double *d) {
  double *const inputs = &d[kStages + 1 + kStages + 1];
  double *const lines = &inputs[kStages + 1];
  x = first_coefficient(x, b[1], a, d, &d[kStages + 1]);

  /* Element k of the delay line of stage s is lines[k * kStages + s]. Stages 0 and 1, 2 and 3, and 4 run together. */
  const double aa = 1.0 - a * a;
  double *at = &lines[kStages];
  pair before_01 = aa * load(inputs) + a * load(at);
  pair before_23 = aa * load(inputs + 2) + a * load(at + 2);
  double before_4 = aa * inputs[4] + a * at[4];
  store(at, before_01);
  store(at + 2, before_23);
  at[4] = before_4;
  at += kStages;
  pair now_01 = load(at);
  pair now_23 = load(at + 2);
  double now_4 = at[4];
  pair sum_01 = {0.0, 0.0};
  pair sum_23 = {0.0, 0.0};
  double sum_4 = 0.0;
  for (int i = 2; i <= m; i++) {
    const pair next_01 = load(at + kStages);
    const pair next_23 = load(at + kStages + 2);
    const double next_4 = at[kStages + 4];
    /* What is stored is the element before, which shifts the line by one in the same pass. */
    store(at, before_01);
    store(at + 2, before_23);
    at[4] = before_4;
    /* The first sum does not wait for the step before; only the difference does. */
    before_01 = (now_01 + a * next_01) - a * before_01;
    before_23 = (now_23 + a * next_23) - a * before_23;
    before_4 = (now_4 + a * next_4) - a * before_4;
    sum_01 += before_01 * b[i];
    sum_23 += before_23 * b[i];
    sum_4 += before_4 * b[i];
    now_01 = next_01;
    now_23 = next_23;
    now_4 = next_4;
    at += kStages;
  }
  store(at, before_01);
  store(at + 2, before_23);
  at[4] = before_4;
  const double outputs[kStages] = {sum_01[0], sum_01[1], sum_23[0], sum_23[1], sum_4};
  return combine(x, outputs, inputs);
}

/* The ring from its read position to its end, and then from its beginning: no division for each element. */
FOR_EACH_CPU
void hts_excite_voiced(HTS_Vocoder *vocoder, double noise, double pulse, const double *lpf) {
  const size_t size = vocoder->excite_buff_size;
  const size_t start = vocoder->excite_buff_index;
  const double gain = pulse - noise;
  double *const ring = vocoder->excite_ring_buff;
  const size_t until_end = size - start;
  for (size_t i = 0; i < until_end; i++) ring[start + i] += gain * lpf[i];
  for (size_t i = 0; i < start; i++) ring[i] += gain * lpf[until_end + i];
  ring[(start + (size - 1) / 2) % size] += noise;
}
