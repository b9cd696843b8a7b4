/*
 * Apple's speech synthesizers as plain C: what voice_apple.cpp, which is C++, asks of the Objective-C beside it, and
 * what it is told in return.
 *
 * Threads   everything but apple_on_main_thread belongs to the main thread. Apple calls back on the main thread, and
 *           only while its run loop turns, which is what apple_turn is for.
 * Strings   in: UTF-8 ended by NUL, borrowed for the call. Out: a sentence in *why, to be freed with free().
 * Late      a buffer may come long after its utterance was stopped, or its voice closed: the blocks given to Apple
 *           hold two numbers and no pointer, and the listener's number is looked up each time (apple_listener.h).
 * Objective-C exceptions never leave these functions: they become failures, with their reason.
 */
#ifndef TTS_APPLE_SPEECH_H
#define TTS_APPLE_SPEECH_H
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct apple_speech apple_speech;

typedef enum { APPLE_INT16, APPLE_INT32, APPLE_FLOAT32 } apple_sample;

/* One buffer, in the format of its own that Apple gave it; borrowed for the call. */
typedef struct {
  const void *samples; /* Of the first channel. */
  apple_sample type;
  uint32_t count;      /* Frames; at least 1. */
  uint32_t stride;     /* Samples from one frame to the next: 1, or the number of interleaved channels. */
  double rate;         /* Hz */
} apple_frames;

/* What tells that an utterance has ended. */
typedef enum {
  APPLE_LAST_BUFFER, /* The buffer without frames: nothing follows it. */
  APPLE_DELEGATE     /* The delegate's word; buffers may still be on their way. */
} apple_end;

/*
 * Opens the voice that `name` means (README, "Voices of macOS") and tells `listener` of everything it says:
 *   apple                 the best of Otoya, else the best of Kyoko: premium before enhanced before compact
 *   otoya, kyoko, NAME    the best Japanese voice of that name, upper or lower case
 *   com.apple.…           the voice with this identifier, whether macOS lists it or not
 *   ns: or ns:NAME        the same choice, spoken by the older NSSpeechSynthesizer
 * NULL, and a sentence that names the Japanese voices of this Mac, when there is none such.
 */
apple_speech *apple_speech_open(const char *name, uint64_t listener, char **why);

/*
 * Begins to synthesise `text` at `speed` (1.0 is natural) and `pitch` semitones above the voice's own. False, and a
 * sentence, when it is refused.
 */
bool apple_speech_start(apple_speech *speech, uint64_t utterance, const char *text, double speed, double pitch,
                        char **why);

/* Asks the synthesizer to leave off; what it still delivers carries the number of the old utterance. */
void apple_speech_stop(apple_speech *speech);

/* Stops and frees. Does nothing with NULL. */
void apple_speech_close(apple_speech *speech);

/*
 * The voices of this Mac in all languages, as tts_voice_names has them and to be freed with free(): those of
 * AVSpeechSynthesizer by their identifiers, then, as ns:IDENTIFIER, those that only NSSpeechSynthesizer has. NULL, and
 * a sentence, when macOS does not tell.
 */
char *apple_speech_voices(char **why);

bool apple_on_main_thread(void);

/*
 * Turns the main run loop until it has handled something, for at most `seconds`; may return early with nothing. False,
 * and a sentence, when what it handled threw.
 */
bool apple_turn(double seconds, char **why);

/* Told by the Objective-C; defined in apple_listener.cpp. Any thread; numbers that mean nothing any more are ignored. */
void apple_heard_frames(uint64_t listener, uint64_t utterance, const apple_frames *frames);
void apple_heard_end(uint64_t listener, uint64_t utterance, apple_end end);
void apple_heard_fault(uint64_t listener, uint64_t utterance, const char *why);

#ifdef __cplusplus
}
#endif
#endif
