/* What the parts of the stand-ins share. */
#ifndef STANDIN_HAL_H
#define STANDIN_HAL_H
#include <AudioToolbox/AudioToolbox.h>
#include <CoreAudio/CoreAudio.h>
#include <pthread.h>
#include <stdbool.h>

#include "control.h"

/* What a device has played. */
struct heard {
  int16_t *pairs;
  uint64_t frames, room;
};

struct device {
  AudioObjectID id; /* The one behind it is its stream, if it plays. */
  char *uid, *name;
  uint32_t channels;
  double rate;
  UInt32 buffer_frames;
  bool is_alive, has_thread;
  struct heard heard;
  struct device *next;
};

struct OpaqueAudioComponentInstance {
  struct device *device;
  AudioStreamBasicDescription format;
  UInt32 most_frames;
  AURenderCallbackStruct callback;
  bool has_format, is_initialized, is_running;
  uint64_t due, taken; /* Frames of the device and of the client since the unit was started. */
  struct OpaqueAudioComponentInstance *next;
};

/* Held while anything of the stand-ins is looked at; not while a client is called. */
extern pthread_mutex_t hal_mutex;
extern struct device *hal_devices;
extern struct OpaqueAudioComponentInstance *hal_units;
extern AudioObjectID hal_default;
extern uint64_t hal_counts[STANDIN_COUNTS];

/* The begin of a call: waits while it hangs, then takes the mutex. */
void hal_enter(const char *function);
void hal_leave(void);

/* Whether this call is to fail, and how. The mutex is held. */
bool hal_fails(const char *function, OSStatus *status);

/* Notes what a Mac would punish. The mutex is held. */
void hal_misuse(const char *what);

struct device *hal_device(AudioObjectID id);

/* Tells listeners of a property that it has changed. The mutex is held. */
void hal_changed(AudioObjectID object, AudioObjectPropertySelector selector);

/* Where listeners are called: by default the main thread's run loop, which does not turn here. The mutex is held. */
void hal_notify_on_own_thread(bool on);

/* Begins to take frames for a device. The mutex is held. */
void hal_play(struct device *device);

/* Waits until no client of a device is being called. The mutex is not held. */
void hal_wait_for_cycle(void);

/* A string that counts until it is released. */
CFStringRef hal_string(const char *text);

#endif
