/* apple_speech.h: the exceptions of both engines are caught here, and the main run loop is turned. */
#include "apple_speech.h"

#include <string.h>

#import "voice_apple_engine.h"

/* What keeps the run loop from returning at once, for want of anything to wait for, between two utterances. */
@interface TtsKeepAlive : NSObject
@end
@implementation TtsKeepAlive
+ (void)ttsNothing:(NSTimer *)timer {
  (void)timer;
}
@end

static void keep_alive(void) {
  static BOOL kept = NO;
  if (kept) return;
  const NSTimeInterval day = 24 * 60 * 60;
  [NSTimer scheduledTimerWithTimeInterval:day
                                   target:[TtsKeepAlive class]
                                 selector:@selector(ttsNothing:)
                                 userInfo:nil
                                  repeats:YES];
  kept = YES;
}

static char *sentence(NSString *text) { return strdup([text UTF8String]); }

static char *reason(NSException *caught) {
  return sentence([NSString stringWithFormat:@"Apple's frameworks threw %@: %@", [caught name], [caught reason]]);
}

static NSObject<TtsEngine> *engine_of(apple_speech *speech) { return (NSObject<TtsEngine> *)speech; }

apple_speech *apple_speech_open(const char *name, uint64_t listener, char **why) {
  @autoreleasepool {
    @try {
      keep_alive();
      NSString *wanted = [NSString stringWithUTF8String:name];
      NSString *fault = nil;
      NSObject<TtsEngine> *engine = [wanted hasPrefix:@"ns:"]
                                        ? tts_open_ns([wanted substringFromIndex:3], listener, &fault)
                                        : tts_open_av(wanted, listener, &fault);
      if (engine == nil) *why = sentence(fault);
      return (apple_speech *)engine;
    } @catch (NSException *caught) {
      *why = reason(caught);
      return NULL;
    }
  }
}

bool apple_speech_start(apple_speech *speech, uint64_t utterance, const char *text, double speed, double pitch,
                        char **why) {
  @autoreleasepool {
    @try {
      NSString *words = [NSString stringWithUTF8String:text];
      NSString *fault = [engine_of(speech) ttsStart:utterance text:words speed:speed pitch:pitch];
      if (fault != nil) *why = sentence(fault);
      return fault == nil;
    } @catch (NSException *caught) {
      *why = reason(caught);
      return false;
    }
  }
}

void apple_speech_stop(apple_speech *speech) {
  @autoreleasepool {
    @try {
      [engine_of(speech) ttsStop];
    } @catch (NSException *caught) {
      // The utterance was given up already; one that goes on is dropped as it comes.
      (void)caught;
    }
  }
}

void apple_speech_close(apple_speech *speech) {
  if (speech == NULL) return;
  @autoreleasepool {
    @try {
      // Apple's synthesizers must not be released on another thread.
      [engine_of(speech) performSelectorOnMainThread:@selector(ttsClose)
                                          withObject:nil
                                       waitUntilDone:[NSThread isMainThread]];
    } @catch (NSException *caught) {
      // Nothing is left that could fail.
      (void)caught;
    }
  }
}

char *apple_speech_voices(char **why) {
  @autoreleasepool {
    @try {
      const tts_voice_list newer = tts_list_av();
      NSString *lines = tts_voice_lines(newer, @"", (tts_voice_list){nil, NULL});
      NSString *older = tts_voice_lines(tts_list_ns(), @"ns:", newer);
      return sentence([NSString stringWithFormat:@"%@%@", lines, older]);
    } @catch (NSException *caught) {
      *why = reason(caught);
      return NULL;
    }
  }
}

bool apple_on_main_thread(void) {
  @autoreleasepool {
    return [NSThread isMainThread];
  }
}

bool apple_turn(double seconds, char **why) {
  @autoreleasepool {
    @try {
      NSDate *end = [NSDate dateWithTimeIntervalSinceNow:seconds];
      [[NSRunLoop currentRunLoop] runMode:NSDefaultRunLoopMode beforeDate:end];
      return true;
    } @catch (NSException *caught) {
      *why = reason(caught);
      return false;
    }
  }
}
