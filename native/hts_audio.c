/*
 * Stands in for hts_engine's HTS_audio.c, which plays to a sound card: every full buffer goes to a listener instead,
 * while the rest of the utterance is still being synthesised. The engine calls write once per sample and flush once
 * at the end (HTS_vocoder.c, HTS_gstream.c of hts_engine API 1.10).
 */
#include <stdlib.h>

#include "HTS_engine.h"

#include "HTS_hidden.h"
#include "hts_audio.h"

void HTS_Audio_initialize(HTS_Audio *audio) {
  audio->sampling_frequency = 0;
  audio->max_buff_size = 0;
  audio->buff = NULL;
  audio->buff_size = 0;
  audio->audio_interface = NULL;
}

void HTS_Audio_clear(HTS_Audio *audio) {
  free(audio->buff);
  HTS_Audio_initialize(audio);
}

/* Without memory the buffer stays NULL, which whoever set the parameters can see; the engine has no way to say it. */
void HTS_Audio_set_parameter(HTS_Audio *audio, size_t sampling_frequency, size_t max_buff_size) {
  void *const listener = audio->audio_interface;
  HTS_Audio_clear(audio);
  audio->audio_interface = listener;
  if (sampling_frequency == 0 || max_buff_size == 0) return;
  audio->sampling_frequency = sampling_frequency;
  audio->buff = calloc(max_buff_size, sizeof *audio->buff);
  if (audio->buff != NULL) audio->max_buff_size = max_buff_size;
}

void HTS_Audio_flush(HTS_Audio *audio) {
  const hts_audio_listener *const listener = audio->audio_interface;
  const size_t frames = audio->buff_size;
  audio->buff_size = 0;
  if (frames > 0 && listener != NULL) listener->take(listener->user, audio->buff, frames);
}

void HTS_Audio_write(HTS_Audio *audio, short sample) {
  if (audio->buff_size >= audio->max_buff_size) return;
  audio->buff[audio->buff_size++] = sample;
  if (audio->buff_size == audio->max_buff_size) HTS_Audio_flush(audio);
}
