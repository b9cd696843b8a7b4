/*
 * Stand-ins for the speech and buffer classes of Apple's AVFAudio, over GNUstep's Foundation: the part of the SDK's
 * interface that a speech program may use, with Apple's signatures and constants. The instance variables stand here
 * because the GCC runtime knows no others.
 */
#ifndef STANDIN_AVFAUDIO_H
#define STANDIN_AVFAUDIO_H
#import <Foundation/Foundation.h>
#include <stdint.h>

typedef uint32_t AVAudioFrameCount;
typedef uint32_t AVAudioChannelCount;
typedef int64_t AVAudioFramePosition;

typedef NS_ENUM(NSUInteger, AVAudioCommonFormat) {
  AVAudioOtherFormat = 0,
  AVAudioPCMFormatFloat32 = 1,
  AVAudioPCMFormatFloat64 = 2,
  AVAudioPCMFormatInt16 = 3,
  AVAudioPCMFormatInt32 = 4
};

@interface AVAudioFormat : NSObject {
  AVAudioCommonFormat _commonFormat;
  double _sampleRate;
  AVAudioChannelCount _channelCount;
  BOOL _interleaved;
}
- (instancetype)initWithCommonFormat:(AVAudioCommonFormat)format
                          sampleRate:(double)sampleRate
                            channels:(AVAudioChannelCount)channels
                         interleaved:(BOOL)interleaved;
@property(nonatomic, readonly) AVAudioCommonFormat commonFormat;
@property(nonatomic, readonly) double sampleRate;
@property(nonatomic, readonly) AVAudioChannelCount channelCount;
@property(nonatomic, readonly, getter=isInterleaved) BOOL interleaved;
@end

@interface AVAudioBuffer : NSObject {
  AVAudioFormat *_format;
}
@property(nonatomic, readonly) AVAudioFormat *format;
@end

@interface AVAudioPCMBuffer : AVAudioBuffer {
  AVAudioFrameCount _frameCapacity;
  AVAudioFrameCount _frameLength;
  void *_samples;
  void **_channels;
}
- (instancetype)initWithPCMFormat:(AVAudioFormat *)format frameCapacity:(AVAudioFrameCount)frameCapacity;
@property(nonatomic, readonly) AVAudioFrameCount frameCapacity;
@property(nonatomic) AVAudioFrameCount frameLength;
@property(nonatomic, readonly) NSUInteger stride;
@property(nonatomic, readonly) float *const *floatChannelData;
@property(nonatomic, readonly) int16_t *const *int16ChannelData;
@property(nonatomic, readonly) int32_t *const *int32ChannelData;
@end

@interface AVAudioFile : NSObject {
  AVAudioFormat *_processingFormat;
  NSData *_samples;
  AVAudioFramePosition _framePosition;
}
- (instancetype)initForReading:(NSURL *)fileURL error:(NSError **)outError;
@property(nonatomic, readonly) AVAudioFormat *processingFormat;
@property(nonatomic, readonly) AVAudioFramePosition length;
@property(nonatomic) AVAudioFramePosition framePosition;
- (BOOL)readIntoBuffer:(AVAudioPCMBuffer *)buffer error:(NSError **)outError;
- (BOOL)readIntoBuffer:(AVAudioPCMBuffer *)buffer frameCount:(AVAudioFrameCount)frames error:(NSError **)outError;
@end

typedef NS_ENUM(NSInteger, AVSpeechBoundary) { AVSpeechBoundaryImmediate, AVSpeechBoundaryWord };
typedef NS_ENUM(NSInteger, AVSpeechSynthesisVoiceQuality) {
  AVSpeechSynthesisVoiceQualityDefault = 1,
  AVSpeechSynthesisVoiceQualityEnhanced = 2,
  AVSpeechSynthesisVoiceQualityPremium = 3
};

extern const float AVSpeechUtteranceMinimumSpeechRate;
extern const float AVSpeechUtteranceMaximumSpeechRate;
extern const float AVSpeechUtteranceDefaultSpeechRate;

@interface AVSpeechSynthesisVoice : NSObject {
  NSString *_identifier;
}
+ (NSArray<AVSpeechSynthesisVoice *> *)speechVoices;
+ (AVSpeechSynthesisVoice *)voiceWithIdentifier:(NSString *)identifier;
@property(nonatomic, readonly) NSString *identifier;
@property(nonatomic, readonly) NSString *name;
@property(nonatomic, readonly) NSString *language;
@property(nonatomic, readonly) AVSpeechSynthesisVoiceQuality quality;
@end

@interface AVSpeechUtterance : NSObject {
  NSString *_speechString;
  AVSpeechSynthesisVoice *_voice;
  float _rate;
  float _pitchMultiplier;
}
+ (instancetype)speechUtteranceWithString:(NSString *)string;
- (instancetype)initWithString:(NSString *)string;
@property(nonatomic, readonly) NSString *speechString;
@property(nonatomic, retain) AVSpeechSynthesisVoice *voice;
@property(nonatomic) float rate;
@property(nonatomic) float pitchMultiplier;
@end

@class AVSpeechSynthesizer;

@protocol AVSpeechSynthesizerDelegate <NSObject>
@optional
- (void)speechSynthesizer:(AVSpeechSynthesizer *)synthesizer didStartSpeechUtterance:(AVSpeechUtterance *)utterance;
- (void)speechSynthesizer:(AVSpeechSynthesizer *)synthesizer didFinishSpeechUtterance:(AVSpeechUtterance *)utterance;
- (void)speechSynthesizer:(AVSpeechSynthesizer *)synthesizer didCancelSpeechUtterance:(AVSpeechUtterance *)utterance;
@end

typedef void (^AVSpeechSynthesizerBufferCallback)(AVAudioBuffer *buffer);

@interface AVSpeechSynthesizer : NSObject {
  id<AVSpeechSynthesizerDelegate> _delegate;
  NSMutableArray *_queue;
}
@property(nonatomic, assign) id<AVSpeechSynthesizerDelegate> delegate;
@property(nonatomic, readonly, getter=isSpeaking) BOOL speaking;
- (void)writeUtterance:(AVSpeechUtterance *)utterance
      toBufferCallback:(AVSpeechSynthesizerBufferCallback)bufferCallback;
- (BOOL)stopSpeakingAtBoundary:(AVSpeechBoundary)boundary;
@end
#endif
