#import "voice_apple_buffer.h"

#include <stddef.h>

#include "apple_speech.h"

static void hear_pcm(uint64_t listener, uint64_t utterance, AVAudioPCMBuffer *buffer) {
  apple_frames frames = {
      .count = [buffer frameLength],
      // 1, or the number of channels where these are interleaved.
      .stride = (uint32_t)[buffer stride],
      .rate = [[buffer format] sampleRate],
  };
  if (frames.count == 0) return apple_heard_end(listener, utterance, APPLE_LAST_BUFFER);
  float *const *float32 = [buffer floatChannelData];
  int16_t *const *int16 = [buffer int16ChannelData];
  int32_t *const *int32 = [buffer int32ChannelData];
  if (float32 != NULL) {
    frames.type = APPLE_FLOAT32;
    frames.samples = float32[0];
  } else if (int16 != NULL) {
    frames.type = APPLE_INT16;
    frames.samples = int16[0];
  } else if (int32 != NULL) {
    frames.type = APPLE_INT32;
    frames.samples = int32[0];
  } else {
    return apple_heard_fault(listener, utterance, "Apple's voice gave samples that are neither float32, int16 nor int32");
  }
  apple_heard_frames(listener, utterance, &frames);
}

void tts_hear_buffer(uint64_t listener, uint64_t utterance, AVAudioBuffer *buffer) {
  @try {
    if ([buffer isKindOfClass:[AVAudioPCMBuffer class]]) {
      hear_pcm(listener, utterance, (AVAudioPCMBuffer *)buffer);
    } else {
      apple_heard_fault(listener, utterance, "Apple's voice gave a buffer that holds no PCM");
    }
  } @catch (NSException *caught) {
    const char *reason = [[caught reason] UTF8String];
    apple_heard_fault(listener, utterance, reason != NULL ? reason : "an exception gave no reason");
  }
}
