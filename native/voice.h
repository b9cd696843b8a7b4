/*
 * A voice: Japanese text in, 16-bit mono PCM out, in chunks while the rest is still being synthesised.
 *
 * Every voice backend (Open JTalk, Kokoro, echo, Apple) is one shared library that exports exactly these functions.
 *
 * Handles   made by tts_voice_open, ended by tts_voice_close; close(NULL) does nothing.
 * Threads   one handle belongs to one thread, except tts_voice_stop, which any thread may call. A handle of Apple's
 *           voice belongs to the main thread of its process; on another one, open, start and next are refused.
 * Strings   in: UTF-8 with a length in bytes, no terminator needed, borrowed for the call. Out: copied to the caller.
 * Status    >= 0 is success; a negative status leaves a sentence for tts_voice_last_error. Numbers are never reused.
 * Exceptions never cross this boundary.
 */
#ifndef TTS_VOICE_H
#define TTS_VOICE_H
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define TTS_VOICE_API __attribute__((visibility("default")))
#else
#define TTS_VOICE_API
#endif

/* Raised when a signature or the meaning of a status changes; the caller compares it right after loading. */
#define TTS_VOICE_ABI 2

typedef struct tts_voice tts_voice;

enum {
  TTS_VOICE_OK = 0,
  TTS_VOICE_DONE = 1,       /* The utterance has ended; no frames were written. */
  TTS_VOICE_TIMEOUT = 2,    /* Nothing became ready within timeout_ms; call again. */
  TTS_VOICE_E_ARG = -1,     /* An argument is NULL, malformed UTF-8, or out of its range. */
  TTS_VOICE_E_OPEN = -2,    /* The voice or its data cannot be loaded. */
  TTS_VOICE_E_STATE = -3,   /* start while an utterance is still running, or next without one. */
  TTS_VOICE_E_FAILED = -4   /* Synthesis of this utterance failed; the handle stays usable. */
};

/* The ABI number this library was built with. */
TTS_VOICE_API uint32_t tts_voice_abi(void);

/*
 * Opens a voice. `name` selects it: the path of an .htsvoice file (Open JTalk), PACK/styles/NAME.npy (Kokoro,
 * whose model and runtime lie in the folder PACK), a voice identifier (Apple), anything (echo). `data` is the folder of
 * the pronunciation dictionary (Open JTalk, Kokoro); empty where none is needed.
 */
TTS_VOICE_API int32_t tts_voice_open(const char *name, uint32_t name_bytes, const char *data, uint32_t data_bytes,
                                     tts_voice **out);
TTS_VOICE_API void tts_voice_close(tts_voice *voice);

/* Sampling rate in Hz of the frames that tts_voice_next gives; constant for the life of the handle. */
TTS_VOICE_API int32_t tts_voice_rate(const tts_voice *voice, uint32_t *hz);

/*
 * Begins to synthesise `text` at `speed` (1.0 is natural; 0.5 to 4.0) and `pitch` semitones above the voice's own (0 is
 * natural; -12.0 to 12.0). Returns at once; synthesis runs on a thread of the library, or, with Apple's voice, while
 * tts_voice_next waits. Text is at most 64 KiB; more is E_ARG. Text that has nothing to pronounce is not an error: the
 * first tts_voice_next gives DONE.
 */
TTS_VOICE_API int32_t tts_voice_start(tts_voice *voice, const char *text, uint32_t text_bytes, double speed,
                                      double pitch);

/*
 * Waits up to timeout_ms for PCM and copies at most `capacity` frames (one int16 sample each) to `pcm`.
 * OK: 1..capacity frames, their number in *frames. DONE, TIMEOUT and errors: *frames is 0.
 */
TTS_VOICE_API int32_t tts_voice_next(tts_voice *voice, int16_t *pcm, uint32_t capacity, uint32_t timeout_ms,
                                     uint32_t *frames);

/*
 * Ends the running utterance early. Frames not yet taken are dropped; tts_voice_next gives DONE from now on until
 * the next tts_voice_start. Without a running utterance it does nothing. Any thread may call it.
 */
TTS_VOICE_API int32_t tts_voice_stop(tts_voice *voice);

/*
 * The voices that the system itself has for this library: lines of NAME, LANGUAGE and DESCRIPTION with tabs between
 * them, each ended by a line feed. NAME is for tts_voice_open, LANGUAGE a BCP 47 tag, DESCRIPTION what people call the
 * voice. None for voices that are files. Copies at most `capacity` bytes; *bytes is how many are needed, and may be
 * others at the next call. Main thread only with Apple's voice.
 */
TTS_VOICE_API int32_t tts_voice_names(char *text, uint32_t capacity, uint32_t *bytes);

/*
 * The last failure on the calling thread as UTF-8. Copies at most `capacity` bytes and returns the bytes needed
 * (0: there was none).
 */
TTS_VOICE_API uint32_t tts_voice_last_error(char *text, uint32_t capacity);

#ifdef __cplusplus
}
#endif
#endif
