#import "behaviour.h"

BOOL standin_says(NSString *text, NSString *word) {
  return [text rangeOfString:word].location != NSNotFound;
}

AVAudioFormat *standin_format(NSString *text, NSUInteger piece) {
  const BOOL isOther = standin_says(text, @"<changing>") && piece % 2 == 1;
  AVAudioCommonFormat type = AVAudioPCMFormatFloat32;
  if (isOther || standin_says(text, @"<int16>")) type = AVAudioPCMFormatInt16;
  if (standin_says(text, @"<float64>")) type = AVAudioPCMFormatFloat64;
  double rate = 22050;
  if (isOther || standin_says(text, @"<16 kHz>")) rate = 16000;
  if (standin_says(text, @"<48 kHz>")) rate = 48000;
  if (piece % 2 == 1 && standin_says(text, @"<2 kHz>")) rate = 2000;
  const BOOL isInterleaved = standin_says(text, @"<interleaved>");
  const AVAudioChannelCount channels = isInterleaved || standin_says(text, @"<stereo>") ? 2 : 1;
  return [[[AVAudioFormat alloc] initWithCommonFormat:type sampleRate:rate channels:channels
                                          interleaved:isInterleaved] autorelease];
}
