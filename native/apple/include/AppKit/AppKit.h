/*
 * The few declarations of Apple's AppKit that the sources beside this folder use, for building without Apple's SDK.
 * Written from Apple's documentation, not copied; scripts/darwin checks each selector against the public Rust bindings
 * objc2-app-kit. On a Mac the SDK's own header takes this one's place.
 */
#ifndef TTS_APPLE_APPKIT_H
#define TTS_APPLE_APPKIT_H
#import <Foundation/Foundation.h>

extern NSString *const NSVoiceName;
extern NSString *const NSVoiceLocaleIdentifier;
extern NSString *const NSSpeechPitchBaseProperty;

@class NSSpeechSynthesizer;

@protocol NSSpeechSynthesizerDelegate <NSObject>
@optional
- (void)speechSynthesizer:(NSSpeechSynthesizer *)sender didFinishSpeaking:(BOOL)finishedSpeaking;
- (void)speechSynthesizer:(NSSpeechSynthesizer *)sender
    didEncounterErrorAtIndex:(NSUInteger)characterIndex
                    ofString:(NSString *)string
                     message:(NSString *)message;
@end

@interface NSSpeechSynthesizer : NSObject
+ (NSArray *)availableVoices;
+ (NSDictionary *)attributesForVoice:(NSString *)voice;
- (instancetype)initWithVoice:(NSString *)voice;
- (void)setDelegate:(id<NSSpeechSynthesizerDelegate>)delegate;
- (float)rate;
- (void)setRate:(float)rate;
- (id)objectForProperty:(NSString *)property error:(NSError **)outError;
- (BOOL)setObject:(id)object forProperty:(NSString *)property error:(NSError **)outError;
- (BOOL)startSpeakingString:(NSString *)string toURL:(NSURL *)url;
- (void)stopSpeaking;
@end

#endif
