/* The threads of devices: they take frames of every running unit, as fast as a device would, and keep what is heard. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "hal.h"

enum { SECOND_NS = 1000000000 };
enum { HEARD_AT_FIRST = 1 << 16 };
/* What a buffer holds before a client fills it: silence has to be written, too. */
enum { RUBBISH = 0x5A };

/* Held while clients are called, so that stopping a unit can wait for it. */
static pthread_mutex_t cycle_mutex = PTHREAD_MUTEX_INITIALIZER;

void hal_wait_for_cycle(void) {
  pthread_mutex_lock(&cycle_mutex);
  pthread_mutex_unlock(&cycle_mutex);
}

/* Lets the device play frames of a client. What more than one unit plays at once is not mixed here. */
static void hear(struct device *device, const int16_t *pcm, uint64_t frames, uint32_t channels) {
  struct heard *heard = &device->heard;
  while (heard->frames + frames > heard->room) {
    heard->room = heard->room == 0 ? HEARD_AT_FIRST : 2 * heard->room;
    heard->pairs = realloc(heard->pairs, heard->room * 2 * sizeof(int16_t));
  }
  int16_t *to = heard->pairs + 2 * heard->frames;
  for (uint64_t i = 0; i < frames; i++) {
    for (uint32_t channel = 0; channel < 2; channel++) {
      const bool is_there = channel < channels && channel < device->channels;
      to[2 * i + channel] = is_there ? pcm[i * channels + channel] : 0;
    }
  }
  heard->frames += frames;
}

/* One buffer of a unit. The cycle's mutex is held. */
static void take(struct device *device, AudioUnit unit) {
  pthread_mutex_lock(&hal_mutex);
  unit->due += device->buffer_frames;
  const uint64_t until = (uint64_t)((double)unit->due * unit->format.mSampleRate / device->rate);
  const UInt32 frames = (UInt32)(until - unit->taken);
  const uint32_t channels = unit->format.mChannelsPerFrame;
  const AURenderCallbackStruct callback = unit->callback;
  const bool is_too_much = frames > unit->most_frames;
  if (is_too_much) hal_misuse("more frames are due than the unit was made for");
  AudioTimeStamp at = {.mSampleTime = (Float64)unit->taken};
  unit->taken = until;
  pthread_mutex_unlock(&hal_mutex);

  const UInt32 bytes = frames * unit->format.mBytesPerFrame;
  int16_t *pcm = malloc(bytes == 0 ? 1 : bytes);
  memset(pcm, RUBBISH, bytes);
  AudioBufferList list = {1, {{channels, bytes, pcm}}};
  AudioUnitRenderActionFlags flags = 0;
  const bool is_filled =
      !is_too_much && callback.inputProc(callback.inputProcRefCon, &flags, &at, 0, frames, &list) == noErr;
  if (!is_filled) memset(pcm, 0, bytes);
  pthread_mutex_lock(&hal_mutex);
  hear(device, pcm, frames, channels);
  pthread_mutex_unlock(&hal_mutex);
  free(pcm);
}

/* The first unit behind `after` that runs on a device. The cycle's mutex keeps it: who stops it waits for that. */
static AudioUnit next_running(const struct device *device, AudioUnit after) {
  pthread_mutex_lock(&hal_mutex);
  AudioUnit unit = after == NULL ? hal_units : after->next;
  while (unit != NULL && !(unit->is_running && unit->device == device)) unit = unit->next;
  pthread_mutex_unlock(&hal_mutex);
  return unit;
}

/* Whether a device has something to play, and for how long its next buffer lasts. */
static bool goes_on(struct device *device, long *buffer_ns) {
  pthread_mutex_lock(&hal_mutex);
  *buffer_ns = (long)(device->buffer_frames * (double)SECOND_NS / device->rate);
  const struct OpaqueAudioComponentInstance *unit = hal_units;
  while (unit != NULL && !(unit->is_running && unit->device == device)) unit = unit->next;
  const bool on = device->is_alive && unit != NULL;
  if (!on) {
    device->has_thread = false;
    hal_counts[STANDIN_THREADS]--;
  }
  pthread_mutex_unlock(&hal_mutex);
  return on;
}

static void *play(void *argument) {
  struct device *device = argument;
  struct timespec next;
  clock_gettime(CLOCK_MONOTONIC, &next);
  long buffer_ns;
  while (goes_on(device, &buffer_ns)) {
    pthread_mutex_lock(&cycle_mutex);
    for (AudioUnit unit = next_running(device, NULL); unit != NULL; unit = next_running(device, unit)) {
      take(device, unit);
    }
    pthread_mutex_unlock(&cycle_mutex);
    next.tv_nsec += buffer_ns;
    while (next.tv_nsec >= SECOND_NS) {
      next.tv_nsec -= SECOND_NS;
      next.tv_sec++;
    }
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL) == EINTR) continue;
  }
  return NULL;
}

void hal_play(struct device *device) {
  if (device->has_thread) return;
  device->has_thread = true;
  hal_counts[STANDIN_THREADS]++;
  pthread_t thread;
  pthread_create(&thread, NULL, play, device);
  pthread_detach(thread);
}
