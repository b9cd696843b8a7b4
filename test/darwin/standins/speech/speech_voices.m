#import <AVFAudio/AVFAudio.h>

#import "installed_voices.h"

const float AVSpeechUtteranceMinimumSpeechRate = 0.0f;
const float AVSpeechUtteranceMaximumSpeechRate = 1.0f;
const float AVSpeechUtteranceDefaultSpeechRate = 0.5f;

@implementation AVSpeechSynthesisVoice
@synthesize identifier = _identifier;
+ (NSArray *)speechVoices {
  NSMutableArray *voices = [NSMutableArray array];
  for (NSString *identifier in standin_listed_voices()) [voices addObject:[self voiceWithIdentifier:identifier]];
  return voices;
}
+ (AVSpeechSynthesisVoice *)voiceWithIdentifier:(NSString *)identifier {
  if (!standin_has_voice(identifier)) return nil;
  AVSpeechSynthesisVoice *voice = [[[self alloc] init] autorelease];
  voice->_identifier = [identifier copy];
  return voice;
}
- (void)dealloc {
  [_identifier release];
  [super dealloc];
}
- (NSString *)name {
  return standin_voice_name(_identifier);
}
- (NSString *)language {
  return standin_voice_language(_identifier);
}
- (AVSpeechSynthesisVoiceQuality)quality {
  return (AVSpeechSynthesisVoiceQuality)standin_voice_quality(_identifier);
}
@end

@implementation AVSpeechUtterance
@synthesize speechString = _speechString, voice = _voice, rate = _rate, pitchMultiplier = _pitchMultiplier;
+ (instancetype)speechUtteranceWithString:(NSString *)string {
  return [[[self alloc] initWithString:string] autorelease];
}
- (instancetype)initWithString:(NSString *)string {
  self = [super init];
  if (self != nil) {
    _speechString = [string copy];
    _rate = AVSpeechUtteranceDefaultSpeechRate;
    _pitchMultiplier = 1;
  }
  return self;
}
- (void)dealloc {
  [_speechString release];
  [_voice release];
  [super dealloc];
}
@end
