/*
 * Uses the Apple voice from a thread that is not the main one, and prints the status of each call with its sentence:
 * what belongs to the main thread is refused there, and a stop from there reaches a main thread that waits for frames.
 */
#import <Foundation/Foundation.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "voice.h"

enum { CAPACITY = 4800, LONG_MS = 60000, SOON_US = 50000 };

static const char kText[] = "毒<nothing>";
static tts_voice *voice;

static void tell(const char *call, int32_t status) {
  char sentence[256] = "";
  if (status < 0) tts_voice_last_error(sentence, sizeof sentence - 1);
  printf("%s %d %s\n", call, status, sentence);
}

static void *elsewhere(void *unused) {
  int16_t pcm[CAPACITY];
  uint32_t frames = 0;
  tts_voice *other = NULL;
  tell("open", tts_voice_open("apple", 5, "", 0, &other));
  tell("names", tts_voice_names(NULL, 0, &frames));
  tell("start", tts_voice_start(voice, kText, sizeof kText - 1, 1.0, 0.0));
  tell("next", tts_voice_next(voice, pcm, CAPACITY, LONG_MS, &frames));
  return unused;
}

static void *stop_soon(void *unused) {
  usleep(SOON_US);
  tts_voice_stop(voice);
  return unused;
}

int main(void) {
  int16_t pcm[CAPACITY];
  uint32_t frames = 0;
  pthread_t thread;
  if (tts_voice_open("apple", 5, "", 0, &voice) != TTS_VOICE_OK) return 1;
  pthread_create(&thread, NULL, elsewhere, NULL);
  pthread_join(thread, NULL);
  tell("main start", tts_voice_start(voice, kText, sizeof kText - 1, 1.0, 0.0));
  pthread_create(&thread, NULL, stop_soon, NULL);
  // Without the stop this would be a failure, after five seconds without a sound.
  tell("main next", tts_voice_next(voice, pcm, CAPACITY, LONG_MS, &frames));
  pthread_join(thread, NULL);
  tell("main start", tts_voice_start(voice, "次", (uint32_t)strlen("次"), 1.0, 0.0));
  tell("main next", tts_voice_next(voice, pcm, CAPACITY, LONG_MS, &frames));
  tts_voice_close(voice);
  return 0;
}
