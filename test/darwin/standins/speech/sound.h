/*
 * What the stand-in voices say: a sound that tells which text was spoken, whole and in which order, after it has gone
 * through any sampling rate of 8 kHz or more, 16 bits, and one or more channels. Words between < and >, which are for
 * the stand-ins (behaviour.h), are not spoken.
 *
 * Every code point is seven steps of 2 ms: one of level -0.6, then its six groups of four bits, from the highest on,
 * each as the level 0.1 + 0.05 n. Nothing lies before, between or behind them, so a sound that lost its beginning or end
 * cannot be read whole. A low-pass filter rings at the edges of a step and leaves the middle half, which is what
 * test/darwin/stand_in_sound.ts reads.
 */
#ifndef STANDIN_SOUND_H
#define STANDIN_SOUND_H
#import <AVFAudio/AVFAudio.h>

/* A whole number of frames at 8,000, 16,000, 22,050, 24,000, 44,100 and 48,000 Hz; no whole number of code points. */
#define STANDIN_PIECE_SECONDS 0.04

@interface StandinSound : NSObject {
  NSData *_codePoints;
  double _seconds;
}
- (instancetype)initWithText:(NSString *)text;
- (NSUInteger)pieces;
/* The sound of one piece in that format; a second channel is the negative of the first at half its level. */
- (AVAudioPCMBuffer *)piece:(NSUInteger)index format:(AVAudioFormat *)format;
@end
#endif
