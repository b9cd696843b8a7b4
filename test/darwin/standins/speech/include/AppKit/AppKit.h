/* A stand-in for AppKit's NSSpeechSynthesizer over GNUstep's Foundation, with Apple's signatures. */
#ifndef STANDIN_APPKIT_H
#define STANDIN_APPKIT_H
#import <Foundation/Foundation.h>

typedef NSString *NSSpeechSynthesizerVoiceName;
typedef NSString *NSVoiceAttributeKey;
extern NSVoiceAttributeKey const NSVoiceName;
extern NSVoiceAttributeKey const NSVoiceIdentifier;
extern NSVoiceAttributeKey const NSVoiceLocaleIdentifier;

typedef NSString *NSSpeechPropertyKey;
extern NSSpeechPropertyKey const NSSpeechPitchBaseProperty;

@class NSSpeechSynthesizer;

@protocol NSSpeechSynthesizerDelegate <NSObject>
@optional
- (void)speechSynthesizer:(NSSpeechSynthesizer *)sender didFinishSpeaking:(BOOL)finishedSpeaking;
- (void)speechSynthesizer:(NSSpeechSynthesizer *)sender
    didEncounterErrorAtIndex:(NSUInteger)characterIndex
                    ofString:(NSString *)string
                     message:(NSString *)message;
@end

@interface NSSpeechSynthesizer : NSObject {
  id<NSSpeechSynthesizerDelegate> _delegate;
  NSString *_voice;
  float _rate;
  NSNumber *_pitchBase;
  BOOL _isSpeaking;
}
+ (NSSpeechSynthesizerVoiceName)defaultVoice;
+ (NSArray<NSSpeechSynthesizerVoiceName> *)availableVoices;
+ (NSDictionary<NSVoiceAttributeKey, id> *)attributesForVoice:(NSSpeechSynthesizerVoiceName)voice;
- (instancetype)initWithVoice:(NSSpeechSynthesizerVoiceName)voice;
@property(nonatomic, assign) id<NSSpeechSynthesizerDelegate> delegate;
@property(nonatomic) float rate;
@property(nonatomic, readonly, getter=isSpeaking) BOOL speaking;
- (id)objectForProperty:(NSSpeechPropertyKey)property error:(NSError **)outError;
- (BOOL)setObject:(id)object forProperty:(NSSpeechPropertyKey)property error:(NSError **)outError;
- (BOOL)startSpeakingString:(NSString *)string toURL:(NSURL *)url;
- (void)stopSpeaking;
@end
#endif
