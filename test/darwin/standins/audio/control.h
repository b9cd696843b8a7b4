/*
 * What a test does to the stand-ins for CoreAudio, AudioToolbox and CoreFoundation, and asks them: sound devices that
 * come, go, become the default one, refuse or hang, and what would have been heard of them. Every function may be
 * called from any thread.
 */
#ifndef STANDIN_CONTROL_H
#define STANDIN_CONTROL_H
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define STANDIN_API __attribute__((visibility("default")))

/* Adds a device that takes `rate` frames a second, and returns its object. The only one that plays is the default. */
STANDIN_API uint32_t standin_add_device(const char *uid, const char *name, uint32_t output_channels, double rate);

/* Takes a device away, as a cable that is pulled; another one becomes the default if it was. */
STANDIN_API void standin_remove_device(uint32_t device);

STANDIN_API void standin_set_default(uint32_t device);

/* The sound service was started again: its clients are told. */
STANDIN_API void standin_restart_service(void);

/*
 * Copies what the first two channels of a device played from frame `from` on, as pairs of samples, at most `capacity`
 * frames; returns how many it has played since it was added. A frame is one of the client's, before its conversion.
 */
STANDIN_API uint64_t standin_heard(uint32_t device, uint64_t from, int16_t *pairs, uint64_t capacity);

/* The next call of the function with this name, or the next setting of this property, fails with this status. */
STANDIN_API void standin_fail(const char *function, int32_t status);

/*
 * From now on calls of the function with this name wait, as if the service did not answer; "*" means every function of
 * CoreAudio and AudioToolbox, and an empty name that all go on.
 */
STANDIN_API void standin_hang(const char *function);

/* While on, listeners that are about to be called wait, even if they are taken away meanwhile. */
STANDIN_API void standin_hold_listeners(int32_t on);

/* What standin_count counts. */
enum {
  STANDIN_UNITS = 0,     /* Audio units that were made and not disposed of. */
  STANDIN_RUNNING = 1,   /* Units that were started and not stopped. */
  STANDIN_LISTENERS = 2, /* Listeners that were added and not taken away. */
  STANDIN_STRINGS = 3,   /* Strings that were given away and not released. */
  STANDIN_THREADS = 4,   /* Threads of devices. */
  STANDIN_STARTS = 5,    /* Times that a unit was started. */
  STANDIN_CALLED = 6,    /* Listeners that were called. */
  STANDIN_MISUSES = 7,   /* Calls that a Mac would punish; each has said so on stderr. */
  STANDIN_HANGING = 8,   /* Calls that wait. */
  STANDIN_COUNTS = 9
};
STANDIN_API uint64_t standin_count(uint32_t what);

/* The frames that a device takes at once. */
STANDIN_API uint32_t standin_buffer_frames(uint32_t device);

#ifdef __cplusplus
}
#endif
#endif
