/*
 * Two inner loops of hts_engine's vocoder, written so that a processor can overlap or vectorise their work; together
 * they are nearly all of what a synthesis costs. They compute what the originals in HTS_vocoder.c compute (hts_engine
 * API 1.10), up to the rounding of doubles; openjtalk.build.json puts them in the originals' place.
 */
#ifndef TTS_HTS_FILTERS_H
#define TTS_HTS_FILTERS_H

#ifdef __cplusplus
extern "C" {
#endif

struct _HTS_Vocoder;

/*
 * One sample through the MLSA filter of order m with warping a, as HTS_mlsadf with a Padé approximation of order 5.
 * `d` is the filter's memory, zeros before the first sample: 18 + 5 (m + 2) doubles.
 */
double hts_mlsa_filter(double x, const double *b, int m, double a, double *d);

/* Adds one sample of a voiced frame's mixed excitation to the ring, as HTS_Vocoder_excite_voiced_frame. */
void hts_excite_voiced(struct _HTS_Vocoder *vocoder, double noise, double pulse, const double *lpf);

#ifdef __cplusplus
}
#endif
#endif
