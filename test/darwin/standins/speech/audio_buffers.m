#import <AVFAudio/AVFAudio.h>

#include <stdlib.h>

@implementation AVAudioFormat
@synthesize commonFormat = _commonFormat, sampleRate = _sampleRate, channelCount = _channelCount;
@synthesize interleaved = _interleaved;
- (instancetype)initWithCommonFormat:(AVAudioCommonFormat)format
                          sampleRate:(double)sampleRate
                            channels:(AVAudioChannelCount)channels
                         interleaved:(BOOL)interleaved {
  self = [super init];
  if (self != nil) {
    _commonFormat = format;
    _sampleRate = sampleRate;
    _channelCount = channels;
    _interleaved = interleaved;
  }
  return self;
}
@end

@implementation AVAudioBuffer
@synthesize format = _format;
- (void)dealloc {
  [_format release];
  [super dealloc];
}
@end

@implementation AVAudioPCMBuffer
@synthesize frameCapacity = _frameCapacity;
- (instancetype)initWithPCMFormat:(AVAudioFormat *)format frameCapacity:(AVAudioFrameCount)frameCapacity {
  self = [super init];
  if (self == nil) return nil;
  _format = [format retain];
  _frameCapacity = frameCapacity;
  const size_t bytes = [self sampleBytes];
  const AVAudioChannelCount channels = [format channelCount];
  // At the exact size, so that a reader that goes too far is seen by valgrind.
  _samples = malloc(bytes * channels * frameCapacity);
  _channels = malloc(channels * sizeof(void *));
  for (AVAudioChannelCount i = 0; i < channels; i++)
    _channels[i] = (char *)_samples + i * bytes * ([format isInterleaved] ? 1 : frameCapacity);
  return self;
}
- (void)dealloc {
  free(_samples);
  free(_channels);
  [super dealloc];
}
- (size_t)sampleBytes {
  switch ([_format commonFormat]) {
    case AVAudioPCMFormatInt16: return sizeof(int16_t);
    case AVAudioPCMFormatFloat64: return sizeof(double);
    default: return sizeof(float);
  }
}
- (AVAudioFrameCount)frameLength {
  return _frameLength;
}
- (void)setFrameLength:(AVAudioFrameCount)frameLength {
  if (frameLength > _frameCapacity)
    [NSException raise:NSInvalidArgumentException format:@"frameLength > frameCapacity"];
  _frameLength = frameLength;
}
- (NSUInteger)stride {
  return [_format isInterleaved] ? [_format channelCount] : 1;
}
- (void **)channelsOf:(AVAudioCommonFormat)wanted {
  return [_format commonFormat] == wanted ? _channels : NULL;
}
- (float *const *)floatChannelData {
  return (float *const *)[self channelsOf:AVAudioPCMFormatFloat32];
}
- (int16_t *const *)int16ChannelData {
  return (int16_t *const *)[self channelsOf:AVAudioPCMFormatInt16];
}
- (int32_t *const *)int32ChannelData {
  return (int32_t *const *)[self channelsOf:AVAudioPCMFormatInt32];
}
@end
