/*
 * The stand-in for NSSpeechSynthesizer: writes the sound of the text into the file at once, and has the main run loop
 * tell the delegate. Of the words of behaviour.h it knows <16 kHz>, <nothing> and <throws>; also
 *   <refused>   startSpeakingString:toURL: returns NO
 *   <broken>    the delegate is told that it was not finished
 *   <no file>   the delegate is told that it was finished, and there is no file
 * A voice whose identifier has "pitchless" in it neither tells nor takes a pitch.
 */
#import <AppKit/AppKit.h>

#import "audio_file.h"
#import "behaviour.h"
#import "event_log.h"
#import "installed_voices.h"
#import "main_thread.h"
#import "sound.h"

NSVoiceAttributeKey const NSVoiceName = @"VoiceName";
NSVoiceAttributeKey const NSVoiceIdentifier = @"VoiceIdentifier";
NSVoiceAttributeKey const NSVoiceLocaleIdentifier = @"VoiceLanguage";
NSSpeechPropertyKey const NSSpeechPitchBaseProperty = @"pbas";

/* Words a minute: what a Mac's voices say of themselves. */
static const float kNaturalRate = 175;
/* On Apple's scale, which is that of MIDI's notes. */
static const float kNaturalPitch = 46;

@implementation NSSpeechSynthesizer
@synthesize delegate = _delegate, rate = _rate, speaking = _isSpeaking;
+ (NSString *)defaultVoice {
  return [[self availableVoices] objectAtIndex:0];
}
+ (NSArray *)availableVoices {
  return [standin_listed_voices() arrayByAddingObjectsFromArray:standin_older_voices()];
}
+ (NSDictionary *)attributesForVoice:(NSString *)voice {
  NSString *locale = [standin_voice_language(voice) stringByReplacingOccurrencesOfString:@"-" withString:@"_"];
  return [NSDictionary dictionaryWithObjectsAndKeys:voice, NSVoiceIdentifier, standin_voice_name(voice), NSVoiceName,
                                                    locale, NSVoiceLocaleIdentifier, nil];
}
- (instancetype)initWithVoice:(NSString *)voice {
  self = [super init];
  if (self == nil) return nil;
  if (voice != nil && !standin_has_voice(voice)) {
    [self release];
    return nil;
  }
  _voice = [(voice == nil ? [[self class] defaultVoice] : voice) copy];
  _rate = kNaturalRate;
  if (!standin_says(_voice, @"pitchless")) _pitchBase = [[NSNumber alloc] initWithFloat:kNaturalPitch];
  return self;
}
- (void)dealloc {
  [_voice release];
  [_pitchBase release];
  [super dealloc];
}
- (id)objectForProperty:(NSSpeechPropertyKey)property error:(NSError **)outError {
  (void)outError;
  return [property isEqualToString:NSSpeechPitchBaseProperty] ? _pitchBase : nil;
}
- (BOOL)setObject:(id)object forProperty:(NSSpeechPropertyKey)property error:(NSError **)outError {
  (void)outError;
  if (![property isEqualToString:NSSpeechPitchBaseProperty] || _pitchBase == nil) return NO;
  [_pitchBase release];
  _pitchBase = [object retain];
  return YES;
}
- (BOOL)startSpeakingString:(NSString *)string toURL:(NSURL *)url {
  standin_require_main_thread(@"startSpeakingString:toURL:");
  NSNumber *rate = [NSNumber numberWithFloat:_rate];
  // The list ends at the first nil, so the pitch, which not every voice has, is its last.
  standin_log(@"write", [NSDictionary dictionaryWithObjectsAndKeys:string, @"text", rate, @"rate", _voice, @"voice",
                                                                   [url path], @"file", _pitchBase, @"pitch", nil]);
  if (standin_says(string, @"<throws>"))
    [NSException raise:NSInvalidArgumentException format:@"The stand-in was told to refuse this utterance."];
  if (_isSpeaking || standin_says(string, @"<refused>")) return NO;
  if (!standin_says(string, @"<no file>")) [self write:string to:[url path]];
  _isSpeaking = YES;
  const BOOL isWhole = !standin_says(string, @"<broken>");
  if (!standin_says(string, @"<nothing>")) [self finishLater:isWhole];
  return YES;
}
- (void)stopSpeaking {
  standin_require_main_thread(@"stopSpeaking");
  standin_log(@"stop", [NSDictionary dictionary]);
  if (!_isSpeaking) return;
  [NSObject cancelPreviousPerformRequestsWithTarget:self];
  [self finishLater:NO];
}
- (void)write:(NSString *)string to:(NSString *)path {
  StandinSound *sound = [[[StandinSound alloc] initWithText:string] autorelease];
  AVAudioFormat *format = [[[AVAudioFormat alloc] initWithCommonFormat:AVAudioPCMFormatFloat32
                                                            sampleRate:[standin_format(string, 0) sampleRate]
                                                              channels:1
                                                           interleaved:NO] autorelease];
  const standin_audio_file_header header = {STANDIN_AUDIO_FILE_MAGIC, (unsigned)[format sampleRate]};
  NSMutableData *file = [NSMutableData dataWithBytes:&header length:sizeof header];
  for (NSUInteger i = 0; i < [sound pieces]; i++) {
    AVAudioPCMBuffer *piece = [sound piece:i format:format];
    [file appendBytes:[piece floatChannelData][0] length:[piece frameLength] * sizeof(float)];
  }
  [file writeToFile:path atomically:NO];
}
- (void)finishLater:(BOOL)isWhole {
  [self performSelector:@selector(finish:) withObject:[NSNumber numberWithBool:isWhole] afterDelay:0];
}
- (void)finish:(NSNumber *)isWhole {
  _isSpeaking = NO;
  standin_log([isWhole boolValue] ? @"finished" : @"cancelled", [NSDictionary dictionary]);
  if ([_delegate respondsToSelector:@selector(speechSynthesizer:didFinishSpeaking:)])
    [_delegate speechSynthesizer:self didFinishSpeaking:[isWhole boolValue]];
}
@end
