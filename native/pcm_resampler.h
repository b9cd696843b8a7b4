/*
 * Mono 16-bit PCM of any rate in, piece by piece, the same at another rate out: native/resampler.h for the program's own
 * process, which gets sound from servers. Nothing here waits or has a thread.
 *
 * Handles    made by tts_resampler_open, ended by tts_resampler_close; close(NULL) does nothing. One handle belongs to
 *            one thread.
 * Status     >= 0 is success; a negative status leaves a sentence for tts_resampler_last_error. Numbers are never reused.
 * Exceptions never cross this boundary.
 */
#ifndef TTS_PCM_RESAMPLER_H
#define TTS_PCM_RESAMPLER_H
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define TTS_RESAMPLER_API __attribute__((visibility("default")))
#else
#define TTS_RESAMPLER_API
#endif

/* Raised when a signature or the meaning of a value changes; the caller compares it right after loading. */
#define TTS_RESAMPLER_ABI 1

typedef struct tts_resampler tts_resampler;

enum {
  TTS_RESAMPLER_OK = 0,
  TTS_RESAMPLER_E_ARG = -1,   /* An argument is NULL or out of its range. */
  TTS_RESAMPLER_E_MEMORY = -2 /* No memory for what was asked. */
};

/* The ABI number this library was built with. */
TTS_RESAMPLER_API uint32_t tts_resampler_abi(void);

/*
 * Makes a resampler. Rates in Hz, 4,000 to 384,000: what a voice may have, an octave to each side for its pitch. About
 * 1.5 ms of a stream at 22,050 Hz are held back until more comes.
 */
TTS_RESAMPLER_API int32_t tts_resampler_open(uint32_t from, uint32_t to, tts_resampler **out);
TTS_RESAMPLER_API void tts_resampler_close(tts_resampler *resampler);

/* Takes all of `frames` frames; *ready says how many of the output wait to be taken. */
TTS_RESAMPLER_API int32_t tts_resampler_push(tts_resampler *resampler, const int16_t *pcm, uint32_t frames,
                                             uint32_t *ready);

/* Ends the stream as if silence followed, so that what was held back can be taken; the next push begins a new one. */
TTS_RESAMPLER_API int32_t tts_resampler_flush(tts_resampler *resampler, uint32_t *ready);

/* Copies the first of the frames that wait, at most `capacity`; *taken says how many. The others go on waiting. */
TTS_RESAMPLER_API int32_t tts_resampler_take(tts_resampler *resampler, int16_t *pcm, uint32_t capacity,
                                             uint32_t *taken);

/* The last failed call on this thread as UTF-8. Copies at most `capacity` bytes and returns the bytes needed. */
TTS_RESAMPLER_API uint32_t tts_resampler_last_error(char *text, uint32_t capacity);

#ifdef __cplusplus
}
#endif
#endif
