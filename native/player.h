/*
 * A player: 16-bit mono PCM in, sound on a device out, through a ring buffer that the device empties by itself.
 *
 * Every backend (miniaudio, on macOS CoreAudio) is one shared library that exports exactly these functions.
 *
 * Handles    made by tts_player_open, ended by tts_player_close; close(NULL) does nothing.
 * Threads    one handle belongs to one thread. The device is opened, and reopened, on a thread of the library, because
 *            a sound server that does not answer must not block the caller; nothing here waits for a device. One that
 *            has not been opened after 10 seconds is FAILED.
 * Positions  count PCM frames since the handle was made. `written` is where the next frame goes; `position` is the
 *            first frame that has not left the ring. A flush moves `position` to `written` at once; the room of the
 *            frames it drops comes back when the device takes its next ones, some milliseconds later.
 * Strings    in: UTF-8 with a length in bytes, no terminator needed, borrowed for the call. Out: copied to the caller.
 * Status     >= 0 is success; a negative status leaves a sentence for tts_player_last_error. Numbers are never reused.
 * Exceptions never cross this boundary.
 */
#ifndef TTS_PLAYER_H
#define TTS_PLAYER_H
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define TTS_PLAYER_API __attribute__((visibility("default")))
#else
#define TTS_PLAYER_API
#endif

/* Raised when a signature or the meaning of a value changes; the caller compares it right after loading. */
#define TTS_PLAYER_ABI 1

typedef struct tts_player tts_player;

enum {
  TTS_PLAYER_OK = 0,
  TTS_PLAYER_E_ARG = -1,   /* An argument is NULL, malformed UTF-8, or out of its range. */
  TTS_PLAYER_E_STATE = -2, /* reopen while the device is being opened or is running. */
  TTS_PLAYER_E_MEMORY = -3 /* No memory, or no thread, for what was asked. */
};

/* Conditions of the device, the first value of tts_player_state. */
enum {
  TTS_PLAYER_OPENING = 0,
  TTS_PLAYER_RUNNING = 1,
  TTS_PLAYER_LOST = 2,  /* It was running and went away; frames in the ring wait for tts_player_reopen. */
  TTS_PLAYER_FAILED = 3 /* It could not be opened; tts_player_about says why. */
};

/* Places of the values that tts_player_state gives. */
enum {
  TTS_PLAYER_CONDITION = 0,
  TTS_PLAYER_WRITTEN = 1,        /* Frames. */
  TTS_PLAYER_POSITION = 2,       /* Frames. */
  TTS_PLAYER_POSITION_AGE = 3,   /* Nanoseconds since the device took the frames before `position`. */
  TTS_PLAYER_LATENCY = 4,        /* Frames that the device holds between the ring and the sound, as far as is known. */
  TTS_PLAYER_ROOM = 5,           /* Frames that tts_player_write would take now. */
  TTS_PLAYER_UNDERRUNS = 6,      /* Times that the ring ran empty inside an utterance after its first frame. */
  TTS_PLAYER_STATE_VALUES = 7
};

/* What tts_player_about tells. */
enum {
  TTS_PLAYER_DEVICE_NAME = 0, /* The device in use, by the name that people know; empty unless it is RUNNING. */
  TTS_PLAYER_FAILURE = 1,     /* Why the device is LOST or FAILED, as a sentence. */
  TTS_PLAYER_DEVICES = 2      /* All playback devices, one a line, as found by the last (re)open if it FAILED: names, or
                                    identifiers where several have the same name. */
};

/* The ABI number this library was built with. */
TTS_PLAYER_API uint32_t tts_player_abi(void);

/*
 * Makes a player and begins to open its device. `device` is empty for the default one, else a device's name or
 * identifier: compared exactly, then as part of a name, upper and lower case of A to Z alike, if only one name has it.
 * `rate` is that of the frames, in Hz (8,000 to 192,000); the ring holds `ring_ms` milliseconds (100 to 60,000).
 */
TTS_PLAYER_API int32_t tts_player_open(const char *device, uint32_t device_bytes, uint32_t rate, uint32_t ring_ms,
                                       tts_player **out);

/* Begins to open another device, or the same one again, after LOST or FAILED. What is in the ring is played on it. */
TTS_PLAYER_API int32_t tts_player_reopen(tts_player *player, const char *device, uint32_t device_bytes);

/* Frees the player, in well under a second: a device that does not answer is left to a thread that frees it later. */
TTS_PLAYER_API void tts_player_close(tts_player *player);

/*
 * Puts frames into the ring, as many as there is room for; *written says how many, 0 included. Sound begins when
 * 40 ms have been written, or the utterance has ended, whichever is first.
 */
TTS_PLAYER_API int32_t tts_player_write(tts_player *player, const int16_t *pcm, uint32_t frames, uint32_t *written);

/* Says that the frames written so far complete an utterance: if the ring runs empty after them, it is no underrun. */
TTS_PLAYER_API int32_t tts_player_end_utterance(tts_player *player);

/*
 * Falls silent: drops the frames that wait, with a fade of a few milliseconds, and ends the utterance. Frames written
 * afterwards are played.
 */
TTS_PLAYER_API int32_t tts_player_flush(tts_player *player);

/* Holds the sound (on != 0) or goes on with it. Frames wait meanwhile; silence is no underrun. */
TTS_PLAYER_API int32_t tts_player_pause(tts_player *player, int32_t on);

/* Sets the gain, 1.0 at first; 0.0 to 4.0. Samples that would exceed the range are limited to it. */
TTS_PLAYER_API int32_t tts_player_volume(tts_player *player, double gain);

/* Copies the TTS_PLAYER_STATE_VALUES values named above, all of one moment. */
TTS_PLAYER_API int32_t tts_player_state(tts_player *player, uint64_t *values);

/* One of the texts named above as UTF-8. Copies at most `capacity` bytes and returns the bytes needed. */
TTS_PLAYER_API uint32_t tts_player_about(tts_player *player, uint32_t what, char *text, uint32_t capacity);

/*
 * The last failed call on this thread as UTF-8. Copies at most `capacity` bytes and returns the bytes needed (0: there
 * was none).
 */
TTS_PLAYER_API uint32_t tts_player_last_error(char *text, uint32_t capacity);

#ifdef __cplusplus
}
#endif
#endif
