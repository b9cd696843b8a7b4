/* AVSpeechSynthesizer, one for the life of the voice, writing each utterance to a callback. */
#import <AVFAudio/AVFAudio.h>

#include <math.h>

#include "apple_speech.h"
#import "voice_apple_buffer.h"
#import "voice_apple_engine.h"
#import "voice_apple_names.h"

/*
 * The rate that speaks `speed` times as fast as the natural one. Apple does not say what a rate means; the values are
 * others' measurements of Apple's voices (1.25 times: 0.54; 1.5: 0.575; twice: 0.64), joined by straight lines, the
 * first and the last of which are drawn on. Apple's greatest rate is the limit.
 */
static float rate_for(double speed) {
  const double speeds[] = {1, 1.25, 1.5, 2};
  const double rates[] = {AVSpeechUtteranceDefaultSpeechRate, 0.54, 0.575, 0.64};
  unsigned i = 0;
  while (i < 2 && speed > speeds[i + 1]) i++;
  const double slope = (rates[i + 1] - rates[i]) / (speeds[i + 1] - speeds[i]);
  const double rate = rates[i] + (speed - speeds[i]) * slope;
  return rate < AVSpeechUtteranceMaximumSpeechRate ? (float)rate : AVSpeechUtteranceMaximumSpeechRate;
}

@interface TtsAvEngine : NSObject <TtsEngine, AVSpeechSynthesizerDelegate> {
  AVSpeechSynthesizer *synthesizer_;
  AVSpeechSynthesisVoice *voice_;
  uint64_t listener_;
  AVSpeechUtterance *spoken_; /* The latest, kept so that no other can have its address. */
  uint64_t number_;           /* The number of that one. */
}
- (instancetype)initTtsVoice:(AVSpeechSynthesisVoice *)voice listener:(uint64_t)listener;
@end

@implementation TtsAvEngine

- (instancetype)initTtsVoice:(AVSpeechSynthesisVoice *)voice listener:(uint64_t)listener {
  self = [super init];
  if (self != nil) {
    voice_ = [voice retain];
    listener_ = listener;
    synthesizer_ = [[AVSpeechSynthesizer alloc] init];
    [synthesizer_ setDelegate:self];
  }
  return self;
}

- (void)dealloc {
  [synthesizer_ setDelegate:nil];
  [synthesizer_ release];
  [voice_ release];
  [spoken_ release];
  [super dealloc];
}

- (NSString *)ttsStart:(uint64_t)utterance text:(NSString *)text speed:(double)speed pitch:(double)semitones {
  [spoken_ release];
  spoken_ = [[AVSpeechUtterance speechUtteranceWithString:text] retain];
  number_ = utterance;
  [spoken_ setVoice:voice_];
  [spoken_ setRate:rate_for(speed)];
  // From 0.5 to 2, which is as far as our semitones reach; 1 is natural.
  [spoken_ setPitchMultiplier:(float)exp2(semitones / 12)];
  // Numbers and no pointer: the callback may outlive this object.
  const uint64_t listener = listener_;
  [synthesizer_ writeUtterance:spoken_
              toBufferCallback:^(AVAudioBuffer *buffer) {
                tts_hear_buffer(listener, utterance, buffer);
              }];
  return nil;
}

- (void)ttsStop {
  [synthesizer_ stopSpeakingAtBoundary:AVSpeechBoundaryImmediate];
}

- (void)ttsClose {
  [synthesizer_ setDelegate:nil];
  [self ttsStop];
  [self release];
}

- (void)speechSynthesizer:(AVSpeechSynthesizer *)synthesizer didFinishSpeechUtterance:(AVSpeechUtterance *)utterance {
  (void)synthesizer;
  if (utterance == spoken_) apple_heard_end(listener_, number_, APPLE_DELEGATE);
}

- (void)speechSynthesizer:(AVSpeechSynthesizer *)synthesizer didCancelSpeechUtterance:(AVSpeechUtterance *)utterance {
  (void)synthesizer;
  if (utterance == spoken_) apple_heard_end(listener_, number_, APPLE_DELEGATE);
}

@end

static tts_voice_facts facts_of(id voice) {
  AVSpeechSynthesisVoice *told = voice;
  return (tts_voice_facts){[told identifier], [told name], [told language]};
}

static BOOL exists(NSString *identifier) { return [AVSpeechSynthesisVoice voiceWithIdentifier:identifier] != nil; }

tts_voice_list tts_list_av(void) { return (tts_voice_list){[AVSpeechSynthesisVoice speechVoices], facts_of}; }

NSObject<TtsEngine> *tts_open_av(NSString *wanted, uint64_t listener, NSString **why) {
  const tts_voice_list list = tts_list_av();
  NSString *identifier = tts_choose_voice(list, exists, wanted);
  // nil is a voice of the system's own choice, which would hardly be a Japanese one.
  AVSpeechSynthesisVoice *voice = identifier == nil ? nil : [AVSpeechSynthesisVoice voiceWithIdentifier:identifier];
  if (voice == nil) {
    *why = tts_no_such_voice(list, wanted);
    return nil;
  }
  return [[TtsAvEngine alloc] initTtsVoice:voice listener:listener];
}
