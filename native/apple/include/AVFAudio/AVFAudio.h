/*
 * The few declarations of Apple's AVFAudio that the sources beside this folder use, for building without Apple's SDK.
 * Written from Apple's documentation, not copied; scripts/darwin checks each selector against the public Rust bindings
 * objc2-avf-audio. On a Mac the SDK's own header takes this one's place.
 */
#ifndef TTS_APPLE_AVFAUDIO_H
#define TTS_APPLE_AVFAUDIO_H
#import <Foundation/Foundation.h>

typedef uint32_t AVAudioFrameCount;
typedef int64_t AVAudioFramePosition;

@interface AVAudioFormat : NSObject
- (double)sampleRate;
@end

@interface AVAudioBuffer : NSObject
- (AVAudioFormat *)format;
@end

@interface AVAudioPCMBuffer : AVAudioBuffer
- (instancetype)initWithPCMFormat:(AVAudioFormat *)format frameCapacity:(AVAudioFrameCount)frameCapacity;
- (AVAudioFrameCount)frameLength;
- (NSUInteger)stride;
- (float *const *)floatChannelData;
- (int16_t *const *)int16ChannelData;
- (int32_t *const *)int32ChannelData;
@end

@interface AVAudioFile : NSObject
- (instancetype)initForReading:(NSURL *)fileURL error:(NSError **)outError;
- (AVAudioFormat *)processingFormat;
- (AVAudioFramePosition)length;
- (AVAudioFramePosition)framePosition;
- (BOOL)readIntoBuffer:(AVAudioPCMBuffer *)buffer error:(NSError **)outError;
@end

extern const float AVSpeechUtteranceDefaultSpeechRate;
extern const float AVSpeechUtteranceMaximumSpeechRate;

typedef enum : NSInteger { AVSpeechBoundaryImmediate, AVSpeechBoundaryWord } AVSpeechBoundary;
typedef void (^AVSpeechSynthesizerBufferCallback)(AVAudioBuffer *buffer);

@class AVSpeechSynthesizer, AVSpeechUtterance;

@protocol AVSpeechSynthesizerDelegate <NSObject>
@optional
- (void)speechSynthesizer:(AVSpeechSynthesizer *)synthesizer didFinishSpeechUtterance:(AVSpeechUtterance *)utterance;
- (void)speechSynthesizer:(AVSpeechSynthesizer *)synthesizer didCancelSpeechUtterance:(AVSpeechUtterance *)utterance;
@end

@interface AVSpeechSynthesisVoice : NSObject
+ (NSArray *)speechVoices;
+ (AVSpeechSynthesisVoice *)voiceWithIdentifier:(NSString *)identifier;
- (NSString *)identifier;
- (NSString *)language;
- (NSString *)name;
@end

@interface AVSpeechUtterance : NSObject
+ (instancetype)speechUtteranceWithString:(NSString *)string;
- (void)setRate:(float)rate;
- (void)setPitchMultiplier:(float)pitchMultiplier;
- (void)setVoice:(AVSpeechSynthesisVoice *)voice;
@end

@interface AVSpeechSynthesizer : NSObject
- (void)setDelegate:(id<AVSpeechSynthesizerDelegate>)delegate;
- (BOOL)stopSpeakingAtBoundary:(AVSpeechBoundary)boundary;
- (void)writeUtterance:(AVSpeechUtterance *)utterance
      toBufferCallback:(AVSpeechSynthesizerBufferCallback)bufferCallback;
@end

#endif
