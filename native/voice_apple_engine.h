/* The two synthesizers of macOS behind one protocol, for voice_apple.m. Main thread only; all may throw. */
#ifndef TTS_VOICE_APPLE_ENGINE_H
#define TTS_VOICE_APPLE_ENGINE_H
#import <Foundation/Foundation.h>
#include <stdint.h>

#import "voice_apple_names.h"

@protocol TtsEngine <NSObject>
/* Nil, or the sentence that says why not. */
- (NSString *)ttsStart:(uint64_t)utterance text:(NSString *)text speed:(double)speed pitch:(double)semitones;
- (void)ttsStop;
/* Stops for good and gives up the caller's reference. */
- (void)ttsClose;
@end

/*
 * Open the voice that `wanted` means, without "ns:" before it, and tell `listener` of what it says. Owned by the
 * caller. Nil, and the sentence, when there is none such.
 */
NSObject<TtsEngine> *tts_open_av(NSString *wanted, uint64_t listener, NSString **why);
NSObject<TtsEngine> *tts_open_ns(NSString *wanted, uint64_t listener, NSString **why);

/* The voices that each of them has. */
tts_voice_list tts_list_av(void);
tts_voice_list tts_list_ns(void);

#endif
