/* The sound service: its devices, and what tests do to it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hal.h"

pthread_mutex_t hal_mutex = PTHREAD_MUTEX_INITIALIZER;
struct device *hal_devices;
struct OpaqueAudioComponentInstance *hal_units;
AudioObjectID hal_default = kAudioObjectUnknown;
uint64_t hal_counts[STANDIN_COUNTS];

static pthread_cond_t answers = PTHREAD_COND_INITIALIZER;
static char *hanging;
static char *failing;
static OSStatus failing_with;
static AudioObjectID last_id = 40;

static bool hangs(const char *function) {
  return hanging != NULL && (strcmp(hanging, "*") == 0 || strcmp(hanging, function) == 0);
}

void hal_enter(const char *function) {
  pthread_mutex_lock(&hal_mutex);
  hal_counts[STANDIN_HANGING]++;
  while (hangs(function)) pthread_cond_wait(&answers, &hal_mutex);
  hal_counts[STANDIN_HANGING]--;
}

void hal_leave(void) { pthread_mutex_unlock(&hal_mutex); }

bool hal_fails(const char *function, OSStatus *status) {
  if (failing == NULL || strcmp(failing, function) != 0) return false;
  free(failing);
  failing = NULL;
  *status = failing_with;
  return true;
}

void hal_misuse(const char *what) {
  hal_counts[STANDIN_MISUSES]++;
  fprintf(stderr, "stand-in: %s\n", what);
}

struct device *hal_device(AudioObjectID id) {
  for (struct device *one = hal_devices; one != NULL; one = one->next) {
    if (one->id == id || one->id + 1 == id) return one;
  }
  return NULL;
}

static void set_default(AudioObjectID id) {
  if (hal_default == id) return;
  hal_default = id;
  hal_changed(kAudioObjectSystemObject, kAudioHardwarePropertyDefaultOutputDevice);
}

uint32_t standin_add_device(const char *uid, const char *name, uint32_t output_channels, double rate) {
  struct device *made = calloc(1, sizeof(*made));
  pthread_mutex_lock(&hal_mutex);
  last_id += 2;
  *made = (struct device){.id = last_id,
                          .uid = strdup(uid),
                          .name = strdup(name),
                          .channels = output_channels,
                          .rate = rate,
                          .buffer_frames = 512,
                          .is_alive = true};
  struct device **end = &hal_devices;
  while (*end != NULL) end = &(*end)->next;
  *end = made;
  hal_changed(kAudioObjectSystemObject, kAudioHardwarePropertyDevices);
  if (output_channels > 0 && hal_default == kAudioObjectUnknown) set_default(made->id);
  pthread_mutex_unlock(&hal_mutex);
  return made->id;
}

void standin_remove_device(uint32_t id) {
  pthread_mutex_lock(&hal_mutex);
  struct device *gone = hal_device(id);
  if (gone != NULL && gone->is_alive) {
    gone->is_alive = false;
    hal_changed(gone->id, kAudioDevicePropertyDeviceIsAlive);
    hal_changed(kAudioObjectSystemObject, kAudioHardwarePropertyDevices);
    const struct device *next = hal_devices;
    while (next != NULL && (!next->is_alive || next->channels == 0)) next = next->next;
    if (hal_default == gone->id) set_default(next == NULL ? kAudioObjectUnknown : next->id);
  }
  pthread_mutex_unlock(&hal_mutex);
}

void standin_set_default(uint32_t id) {
  pthread_mutex_lock(&hal_mutex);
  set_default(id);
  pthread_mutex_unlock(&hal_mutex);
}

void standin_restart_service(void) {
  pthread_mutex_lock(&hal_mutex);
  hal_changed(kAudioObjectSystemObject, kAudioHardwarePropertyServiceRestarted);
  pthread_mutex_unlock(&hal_mutex);
}

uint64_t standin_heard(uint32_t id, uint64_t from, int16_t *pairs, uint64_t capacity) {
  pthread_mutex_lock(&hal_mutex);
  const struct device *device = hal_device(id);
  const uint64_t frames = device == NULL ? 0 : device->heard.frames;
  if (from < frames) {
    const uint64_t count = frames - from < capacity ? frames - from : capacity;
    memcpy(pairs, device->heard.pairs + 2 * from, count * 2 * sizeof(int16_t));
  }
  pthread_mutex_unlock(&hal_mutex);
  return frames;
}

void standin_fail(const char *function, int32_t status) {
  pthread_mutex_lock(&hal_mutex);
  free(failing);
  failing = strdup(function);
  failing_with = status;
  pthread_mutex_unlock(&hal_mutex);
}

void standin_hang(const char *function) {
  pthread_mutex_lock(&hal_mutex);
  free(hanging);
  hanging = strdup(function);
  pthread_cond_broadcast(&answers);
  pthread_mutex_unlock(&hal_mutex);
}

uint64_t standin_count(uint32_t what) {
  pthread_mutex_lock(&hal_mutex);
  const uint64_t count = what < STANDIN_COUNTS ? hal_counts[what] : 0;
  pthread_mutex_unlock(&hal_mutex);
  return count;
}

uint32_t standin_buffer_frames(uint32_t id) {
  pthread_mutex_lock(&hal_mutex);
  const struct device *device = hal_device(id);
  const uint32_t frames = device == NULL ? 0 : device->buffer_frames;
  pthread_mutex_unlock(&hal_mutex);
  return frames;
}
