/* Apple's audio buffers as apple_speech.h has them. */
#ifndef TTS_VOICE_APPLE_BUFFER_H
#define TTS_VOICE_APPLE_BUFFER_H
#import <AVFAudio/AVFAudio.h>
#include <stdint.h>

/*
 * Tells the listener of a buffer of its utterance: of its frames, of the end when it has none, of the fault when it
 * cannot be read. Nothing is thrown: on Apple's side of a callback that would end the process.
 */
void tts_hear_buffer(uint64_t listener, uint64_t utterance, AVAudioBuffer *buffer);

#endif
