#import "sound.h"

#include <math.h>

static const double kStepSeconds = 0.002;
static const int kSteps = 7;

static NSString *without_words(NSString *text) {
  NSMutableString *spoken = [NSMutableString string];
  NSScanner *scanner = [NSScanner scannerWithString:text];
  [scanner setCharactersToBeSkipped:nil];
  while (![scanner isAtEnd]) {
    NSString *part = @"";
    if ([scanner scanUpToString:@"<" intoString:&part]) [spoken appendString:part];
    [scanner scanUpToString:@">" intoString:NULL];
    [scanner scanString:@">" intoString:NULL];
  }
  return spoken;
}

@implementation StandinSound
- (instancetype)initWithText:(NSString *)text {
  self = [super init];
  if (self != nil) {
    _codePoints = [[without_words(text) dataUsingEncoding:NSUTF32LittleEndianStringEncoding] retain];
    _seconds = (double)([_codePoints length] / sizeof(uint32_t)) * kSteps * kStepSeconds;
  }
  return self;
}
- (void)dealloc {
  [_codePoints release];
  [super dealloc];
}
- (NSUInteger)pieces {
  // The division may come out a hair above a whole number.
  return (NSUInteger)ceil(_seconds / STANDIN_PIECE_SECONDS - 1e-9);
}
- (double)levelAt:(double)seconds {
  const int64_t step = (int64_t)floor(seconds / kStepSeconds);
  const NSUInteger index = (NSUInteger)(step / kSteps);
  if (index >= [_codePoints length] / sizeof(uint32_t)) return 0;
  const int part = (int)(step % kSteps);
  if (part == 0) return -0.6;
  const uint32_t point = ((const uint32_t *)[_codePoints bytes])[index];
  return 0.1 + 0.05 * ((point >> (4 * (kSteps - 1 - part))) & 15);
}
- (AVAudioPCMBuffer *)piece:(NSUInteger)index format:(AVAudioFormat *)format {
  const double rate = [format sampleRate];
  const double from = (double)index * STANDIN_PIECE_SECONDS;
  const double length = fmin(STANDIN_PIECE_SECONDS, _seconds - from);
  const AVAudioFrameCount frames = (AVAudioFrameCount)lround(length * rate);
  AVAudioPCMBuffer *buffer = [[[AVAudioPCMBuffer alloc] initWithPCMFormat:format frameCapacity:frames] autorelease];
  [buffer setFrameLength:frames];
  const NSUInteger stride = [buffer stride];
  for (AVAudioChannelCount channel = 0; channel < [format channelCount]; channel++) {
    float *const floats = [buffer floatChannelData] == NULL ? NULL : [buffer floatChannelData][channel];
    int16_t *const ints = [buffer int16ChannelData] == NULL ? NULL : [buffer int16ChannelData][channel];
    for (AVAudioFrameCount i = 0; i < frames; i++) {
      const double level = [self levelAt:from + (i + 0.5) / rate] * (channel == 0 ? 1 : -0.5);
      if (floats != NULL) floats[i * stride] = (float)level;
      if (ints != NULL) ints[i * stride] = (int16_t)lround(level * 32767);
    }
  }
  return buffer;
}
@end
