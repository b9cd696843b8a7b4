/*
 * How an utterance goes is written in its text, so that a test says it where it matters. Without any of these words it
 * is float32 at 22,050 Hz on one channel, ends with one buffer without frames, and then by the delegate's word.
 *
 *   <int16> <float64>              type of the samples; float64 has no accessor, as on a Mac
 *   <16 kHz> <48 kHz>              sampling rate
 *   <2 kHz>                        of every other piece: less than any voice has
 *   <stereo> <interleaved>         two channels, apart or interleaved
 *   <changing>                     every other piece is int16 at 16 kHz
 *   <buffer only> <delegate only>  one of the two endings
 *   <double end>                   the buffer without frames comes twice
 *   <no end>                       all of the sound and no ending
 *   <nothing>                      neither sound nor ending
 *   <silent>                       no sound, and the ending
 *   <late>                         once stopped, its next buffer comes all the same, after the delegate was told
 *   <not pcm>                      a buffer that is no AVAudioPCMBuffer comes first
 *   <throws>                       writeUtterance: raises an exception
 */
#ifndef STANDIN_BEHAVIOUR_H
#define STANDIN_BEHAVIOUR_H
#import <AVFAudio/AVFAudio.h>

BOOL standin_says(NSString *text, NSString *word);

/* The format of a piece of that text's sound. */
AVAudioFormat *standin_format(NSString *text, NSUInteger piece);
#endif
