#import "audio_file.h"

#import <AVFAudio/AVFAudio.h>
#include <string.h>

static BOOL fail(NSError **error, NSString *why) {
  if (error != NULL) {
    NSDictionary *said = [NSDictionary dictionaryWithObject:why forKey:NSLocalizedDescriptionKey];
    *error = [NSError errorWithDomain:@"com.apple.coreaudio.avfaudio" code:-1 userInfo:said];
  }
  return NO;
}

@implementation AVAudioFile
@synthesize processingFormat = _processingFormat, framePosition = _framePosition;
- (instancetype)initForReading:(NSURL *)fileURL error:(NSError **)outError {
  self = [super init];
  if (self == nil) return nil;
  NSData *data = [NSData dataWithContentsOfFile:[fileURL path]];
  const standin_audio_file_header *header = [data bytes];
  if ([data length] < sizeof *header || header->magic != STANDIN_AUDIO_FILE_MAGIC) {
    fail(outError, @"The stand-in cannot read this file.");
    [self release];
    return nil;
  }
  _processingFormat = [[AVAudioFormat alloc] initWithCommonFormat:AVAudioPCMFormatFloat32
                                                       sampleRate:header->rate
                                                         channels:1
                                                      interleaved:NO];
  _samples = [[data subdataWithRange:NSMakeRange(sizeof *header, [data length] - sizeof *header)] retain];
  return self;
}
- (void)dealloc {
  [_processingFormat release];
  [_samples release];
  [super dealloc];
}
- (AVAudioFramePosition)length {
  return (AVAudioFramePosition)([_samples length] / sizeof(float));
}
- (BOOL)readIntoBuffer:(AVAudioPCMBuffer *)buffer error:(NSError **)outError {
  return [self readIntoBuffer:buffer frameCount:[buffer frameCapacity] error:outError];
}
- (BOOL)readIntoBuffer:(AVAudioPCMBuffer *)buffer frameCount:(AVAudioFrameCount)frames error:(NSError **)outError {
  const AVAudioFramePosition left = [self length] - _framePosition;
  if (left <= 0) return fail(outError, @"The file is at its end.");
  const AVAudioFrameCount count = left < frames ? (AVAudioFrameCount)left : frames;
  memcpy([buffer floatChannelData][0], (const float *)[_samples bytes] + _framePosition, count * sizeof(float));
  [buffer setFrameLength:count];
  _framePosition += count;
  return YES;
}
@end
