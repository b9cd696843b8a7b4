/* What hts_audio.c hands its samples to; HTS_Audio.audio_interface points to one of these. */
#ifndef TTS_HTS_AUDIO_H
#define TTS_HTS_AUDIO_H
#include <stddef.h>

typedef struct {
  /* Called on the synthesizing thread with every full buffer, and with the rest at the end. */
  void (*take)(void *user, const short *pcm, size_t frames);
  void *user;
} hts_audio_listener;

#endif
