/*
 * Speaks many utterances with the Apple voice, for valgrind to watch: whole ones, stopped ones with a late buffer,
 * failing ones, in all formats, with both engines, some stopped by another thread, and voices that are closed in the
 * middle of an utterance.
 * Prints how many of them ended as they should, and by how many bytes the heap has grown since a fifth of them.
 */
#import <Foundation/Foundation.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "voice.h"

enum { ENGINES = 2, REOPENED_EVERY = 50, CAPACITY = 4800, LONG_MS = 20000 };

static const char *const kNames[ENGINES] = {"apple", "ns:kyoko"};
static const char *const kTexts[] = {
    "一つ。",        "<int16>二。",       "<16 kHz>三。", "<interleaved>四。", "<late>五",
    "<double end>六", "<delegate only>七", "<throws>八",   "<changing>九九九",  "<nothing>十",
};
enum { TEXTS = sizeof kTexts / sizeof *kTexts };

typedef enum { NOT_STOPPED, STOPPED_HERE, STOPPED_ELSEWHERE } stopping;

static tts_voice *open_voice(int engine) {
  tts_voice *voice = NULL;
  tts_voice_open(kNames[engine], (uint32_t)strlen(kNames[engine]), "", 0, &voice);
  return voice;
}

static void *stop_voice(void *voice) {
  tts_voice_stop(voice);
  return NULL;
}

/* What the utterance ends with; one that is to be stopped here is stopped after its first frames. */
static int32_t speak(tts_voice *voice, const char *text, stopping how) {
  int16_t pcm[CAPACITY];
  uint32_t frames = 0;
  pthread_t other;
  int32_t status = tts_voice_start(voice, text, (uint32_t)strlen(text), 1.0, 0.0);
  if (status != TTS_VOICE_OK) return status;
  if (how == STOPPED_HERE) {
    tts_voice_next(voice, pcm, CAPACITY, LONG_MS, &frames);
    status = tts_voice_stop(voice);
  }
  const bool has_other = how == STOPPED_ELSEWHERE && pthread_create(&other, NULL, stop_voice, voice) == 0;
  while (status == TTS_VOICE_OK) status = tts_voice_next(voice, pcm, CAPACITY, LONG_MS, &frames);
  if (has_other) pthread_join(other, NULL);
  return status;
}

/* Lets everything be told that is still under way. */
static void turn_run_loop(double seconds) {
  NSDate *end = [NSDate dateWithTimeIntervalSinceNow:seconds];
  while ([end timeIntervalSinceNow] > 0) [[NSRunLoop currentRunLoop] runMode:NSDefaultRunLoopMode beforeDate:end];
}

int main(int count, char **words) {
  const int utterances = count == 2 ? atoi(words[1]) : 0;
  size_t early = 0;
  tts_voice *voices[ENGINES] = {NULL, NULL};
  int good = 0;
  for (int i = 0; i < utterances; i++) {
    NSAutoreleasePool *pool = [NSAutoreleasePool new];
    const int engine = i / TEXTS % ENGINES;
    if (i % REOPENED_EVERY < ENGINES * TEXTS && i % TEXTS == 0) {
      // What the last utterance left unfinished is left in the middle.
      if (voices[engine] != NULL) tts_voice_start(voices[engine], "<late>途中", (uint32_t)strlen("<late>途中"), 1.0, 0.0);
      tts_voice_close(voices[engine]);
      voices[engine] = open_voice(engine);
    }
    const char *const text = kTexts[i % TEXTS];
    const int32_t wanted = strstr(text, "<throws>") != NULL ? TTS_VOICE_E_FAILED : TTS_VOICE_DONE;
    stopping how = NOT_STOPPED;
    if (strstr(text, "<late>") != NULL) how = STOPPED_HERE;
    if (strstr(text, "<nothing>") != NULL) how = STOPPED_ELSEWHERE;
    if (speak(voices[engine], text, how) == wanted) good++;
    [pool release];
    if (i == utterances / 5) early = mallinfo2().uordblks;
  }
  const size_t late = mallinfo2().uordblks;
  for (int engine = 0; engine < ENGINES; engine++) tts_voice_close(voices[engine]);
  NSAutoreleasePool *pool = [NSAutoreleasePool new];
  turn_run_loop(0.2);
  [pool release];
  printf("{\"good\": %d, \"growth\": %lld}\n", good, (long long)late - (long long)early);
  return 0;
}
