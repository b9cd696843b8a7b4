/* CoreAudio's listeners, called by a thread that takes no notice of those that are taken away meanwhile. */
#include <stdlib.h>
#include <string.h>

#include "hal.h"

struct listener {
  AudioObjectID object;
  AudioObjectPropertyAddress address;
  AudioObjectPropertyListenerProc call;
  void *data;
  struct listener *next;
};

/* A call that is on its way. */
struct pending {
  struct listener to;
  struct pending *next;
};

static struct listener *listeners;
static struct pending *waiting;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool has_own_thread, has_thread, is_held;

static bool is_same(const AudioObjectPropertyAddress *a, const AudioObjectPropertyAddress *b) {
  return a->mSelector == b->mSelector && a->mScope == b->mScope && a->mElement == b->mElement;
}

static struct listener **place_of(AudioObjectID object, const AudioObjectPropertyAddress *address,
                                  AudioObjectPropertyListenerProc call, void *data) {
  struct listener **at = &listeners;
  while (*at != NULL && !((*at)->object == object && is_same(&(*at)->address, address) && (*at)->call == call &&
                          (*at)->data == data)) {
    at = &(*at)->next;
  }
  return at;
}

static void *deliver(void *unused) {
  (void)unused;
  pthread_mutex_lock(&hal_mutex);
  for (;;) {
    while (waiting == NULL || is_held) pthread_cond_wait(&changed, &hal_mutex);
    struct pending *now = waiting;
    waiting = now->next;
    hal_counts[STANDIN_CALLED]++;
    pthread_mutex_unlock(&hal_mutex);
    now->to.call(now->to.object, 1, &now->to.address, now->to.data);
    free(now);
    pthread_mutex_lock(&hal_mutex);
  }
  return NULL;
}

void hal_notify_on_own_thread(bool on) {
  has_own_thread = on;
  if (!on || has_thread) return;
  has_thread = true;
  pthread_t thread;
  pthread_create(&thread, NULL, deliver, NULL);
  pthread_detach(thread);
}

void hal_changed(AudioObjectID object, AudioObjectPropertySelector selector) {
  if (!has_own_thread) return;
  struct pending **end = &waiting;
  while (*end != NULL) end = &(*end)->next;
  for (const struct listener *one = listeners; one != NULL; one = one->next) {
    if (one->object != object || one->address.mSelector != selector) continue;
    *end = calloc(1, sizeof(**end));
    (*end)->to = *one;
    end = &(*end)->next;
  }
  pthread_cond_broadcast(&changed);
}

void standin_hold_listeners(int32_t on) {
  pthread_mutex_lock(&hal_mutex);
  is_held = on != 0;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&hal_mutex);
}

OSStatus AudioObjectAddPropertyListener(AudioObjectID object, const AudioObjectPropertyAddress *address,
                                        AudioObjectPropertyListenerProc call, void *data) {
  hal_enter(__func__);
  OSStatus status = noErr;
  const struct device *device = hal_device(object);
  if (!hal_fails(__func__, &status) && object != kAudioObjectSystemObject && (device == NULL || !device->is_alive)) {
    status = kAudioHardwareBadObjectError;
  }
  if (status == noErr) {
    struct listener *made = malloc(sizeof(*made));
    *made = (struct listener){object, *address, call, data, listeners};
    listeners = made;
    hal_counts[STANDIN_LISTENERS]++;
  }
  hal_leave();
  return status;
}

OSStatus AudioObjectRemovePropertyListener(AudioObjectID object, const AudioObjectPropertyAddress *address,
                                           AudioObjectPropertyListenerProc call, void *data) {
  hal_enter(__func__);
  struct listener **at = place_of(object, address, call, data);
  struct listener *gone = *at;
  if (gone == NULL) {
    hal_misuse("a listener was taken away that is not there");
  } else {
    *at = gone->next;
    free(gone);
    hal_counts[STANDIN_LISTENERS]--;
  }
  hal_leave();
  return noErr;
}
