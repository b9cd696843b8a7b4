/*
 * NSSpeechSynthesizer, the older of Apple's two: it speaks an utterance into a file, which is read when its delegate
 * has told that the file is whole. It is deprecated in favour of AVSpeechSynthesizer, but may offer voices and a manner
 * of speaking that the newer one lacks.
 */
#import <AVFAudio/AVFAudio.h>
#import <AppKit/AppKit.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apple_speech.h"
#import "voice_apple_buffer.h"
#import "voice_apple_engine.h"
#import "voice_apple_names.h"

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"

enum { FRAMES_AT_ONCE = 8192 };

@interface TtsNsEngine : NSObject <TtsEngine, NSSpeechSynthesizerDelegate> {
  NSString *voice_;
  uint64_t listener_;
  NSSpeechSynthesizer *synthesizer_; /* Nil after a stop: whatever the old one still tells is not from this one. */
  float natural_;                    /* Words per minute, by the voice's own choice. */
  NSNumber *pitch_;                  /* Its own pitch; nil for a voice that has none to tell. */
  uint64_t number_;                  /* The utterance that is spoken. */
  NSString *folder_;                 /* Of ours alone. */
  NSString *file_;                   /* The utterance's sound; nil when there is none to remove. */
}
- (instancetype)initTtsVoice:(NSString *)voice listener:(uint64_t)listener folder:(NSString *)folder;
@end

@implementation TtsNsEngine

- (instancetype)initTtsVoice:(NSString *)voice listener:(uint64_t)listener folder:(NSString *)folder {
  self = [super init];
  if (self != nil) {
    voice_ = [voice retain];
    listener_ = listener;
    folder_ = [folder retain];
  }
  return self;
}

- (void)dealloc {
  [synthesizer_ release];
  [pitch_ release];
  [voice_ release];
  [file_ release];
  [folder_ release];
  [super dealloc];
}

/* Nil when macOS does not give the voice any more. */
- (NSSpeechSynthesizer *)ttsSynthesizer {
  if (synthesizer_ == nil) {
    synthesizer_ = [[NSSpeechSynthesizer alloc] initWithVoice:voice_];
    [synthesizer_ setDelegate:self];
    natural_ = [synthesizer_ rate];
    [pitch_ release];
    pitch_ = [[synthesizer_ objectForProperty:NSSpeechPitchBaseProperty error:NULL] retain];
  }
  return synthesizer_;
}

- (void)ttsForgetFile {
  if (file_ != nil) unlink([file_ fileSystemRepresentation]);
  [file_ release];
  file_ = nil;
}

/*
 * Apple's scale of pitches is logarithmic: 12 more are an octave, as in MIDI (Inside Macintosh: Sound, "Speech
 * Attributes"). A voice that does not take a pitch speaks at its own, which is better than not at all.
 */
- (void)ttsSetPitch:(double)semitones {
  if (pitch_ == nil) return;
  NSNumber *pitch = [NSNumber numberWithDouble:[pitch_ doubleValue] + semitones];
  [synthesizer_ setObject:pitch forProperty:NSSpeechPitchBaseProperty error:NULL];
}

- (NSString *)ttsStart:(uint64_t)utterance text:(NSString *)text speed:(double)speed pitch:(double)semitones {
  NSSpeechSynthesizer *synthesizer = [self ttsSynthesizer];
  if (synthesizer == nil) return [NSString stringWithFormat:@"macOS does not open the voice %@", voice_];
  [self ttsForgetFile];
  // A name of its own, because a synthesizer that was stopped may still be writing.
  NSString *name = [NSString stringWithFormat:@"%llu.aiff", (unsigned long long)utterance];
  file_ = [[folder_ stringByAppendingPathComponent:name] retain];
  number_ = utterance;
  [synthesizer setRate:(float)(natural_ * speed)];
  [self ttsSetPitch:semitones];
  if ([synthesizer startSpeakingString:text toURL:[NSURL fileURLWithPath:file_]]) return nil;
  return @"NSSpeechSynthesizer did not begin to speak";
}

- (void)ttsStop {
  [synthesizer_ setDelegate:nil];
  [synthesizer_ stopSpeaking];
  [synthesizer_ autorelease];
  synthesizer_ = nil;
  [self ttsForgetFile];
}

- (void)ttsClose {
  [self ttsStop];
  rmdir([folder_ fileSystemRepresentation]);
  [self release];
}

- (void)speechSynthesizer:(NSSpeechSynthesizer *)sender didFinishSpeaking:(BOOL)finishedSpeaking {
  if (sender != synthesizer_) return;
  if (finishedSpeaking) {
    [self ttsReadFile];
  } else {
    apple_heard_fault(listener_, number_, "NSSpeechSynthesizer left off before the end");
  }
  [self ttsForgetFile];
}

- (void)speechSynthesizer:(NSSpeechSynthesizer *)sender
    didEncounterErrorAtIndex:(NSUInteger)characterIndex
                    ofString:(NSString *)string
                     message:(NSString *)message {
  (void)characterIndex, (void)string;
  if (sender == synthesizer_) apple_heard_fault(listener_, number_, [message UTF8String]);
}

/* Tells the listener all that the file holds, and the end. */
- (void)ttsReadFile {
  @try {
    NSError *error = nil;
    AVAudioFile *file =
        [[[AVAudioFile alloc] initForReading:[NSURL fileURLWithPath:file_] error:&error] autorelease];
    AVAudioPCMBuffer *buffer = file == nil ? nil
                                           : [[[AVAudioPCMBuffer alloc] initWithPCMFormat:[file processingFormat]
                                                                            frameCapacity:FRAMES_AT_ONCE] autorelease];
    while (buffer != nil && [file framePosition] < [file length]) {
      if (![file readIntoBuffer:buffer error:&error]) {
        buffer = nil;
      } else if ([buffer frameLength] == 0) {
        break;
      } else {
        tts_hear_buffer(listener_, number_, buffer);
      }
    }
    if (buffer == nil) {
      NSString *why = [NSString stringWithFormat:@"what NSSpeechSynthesizer wrote cannot be read: %@",
                                                 [error localizedDescription]];
      return apple_heard_fault(listener_, number_, [why UTF8String]);
    }
    apple_heard_end(listener_, number_, APPLE_LAST_BUFFER);
  } @catch (NSException *caught) {
    const char *reason = [[caught reason] UTF8String];
    apple_heard_fault(listener_, number_, reason != NULL ? reason : "an exception gave no reason");
  }
}

@end

static tts_voice_facts facts_of(id voice) {
  NSDictionary *told = [NSSpeechSynthesizer attributesForVoice:voice];
  return (tts_voice_facts){voice, [told objectForKey:NSVoiceName], [told objectForKey:NSVoiceLocaleIdentifier]};
}

static BOOL exists(NSString *identifier) {
  return [[NSSpeechSynthesizer availableVoices] containsObject:identifier];
}

tts_voice_list tts_list_ns(void) { return (tts_voice_list){[NSSpeechSynthesizer availableVoices], facts_of}; }

NSObject<TtsEngine> *tts_open_ns(NSString *wanted, uint64_t listener, NSString **why) {
  const tts_voice_list list = tts_list_ns();
  NSString *identifier = tts_choose_voice(list, exists, wanted);
  if (identifier == nil) {
    *why = tts_no_such_voice(list, [NSString stringWithFormat:@"ns:%@", wanted]);
    return nil;
  }
  NSString *template = [NSTemporaryDirectory() stringByAppendingPathComponent:@"stream-tts-bun-voice-XXXXXX"];
  char *path = strdup([template fileSystemRepresentation]);
  NSString *folder = path == NULL || mkdtemp(path) == NULL ? nil : [NSString stringWithUTF8String:path];
  free(path);
  if (folder == nil) {
    *why = [NSString stringWithFormat:@"no folder can be made in %@", NSTemporaryDirectory()];
    return nil;
  }
  return [[TtsNsEngine alloc] initTtsVoice:identifier listener:listener folder:folder];
}

#pragma clang diagnostic pop
