/*
 * The stand-in for AVSpeechSynthesizer: a thread prepares the sound of one utterance after the other and hands each
 * buffer to the main run loop, the next one when that was taken.
 */
#import <AVFAudio/AVFAudio.h>

#include <Block.h>

#import "behaviour.h"
#import "event_log.h"
#import "main_thread.h"
#import "sound.h"

@interface StandinUtterance : NSObject {
@public
  AVSpeechUtterance *utterance;
  NSString *text;
  AVSpeechSynthesizerBufferCallback callback;
  volatile BOOL isStopped;
}
@end

@implementation StandinUtterance
- (instancetype)initWithUtterance:(AVSpeechUtterance *)spoken callback:(AVSpeechSynthesizerBufferCallback)told {
  self = [super init];
  if (self != nil) {
    utterance = [spoken retain];
    text = [[spoken speechString] retain];
    callback = Block_copy(told);
  }
  return self;
}
- (void)dealloc {
  Block_release(callback);
  [text release];
  [utterance release];
  [super dealloc];
}
- (BOOL)says:(NSString *)word {
  return standin_says(text, word);
}
/* @param isLate whether it comes although the utterance was stopped */
- (void)deliver:(AVAudioBuffer *)buffer frames:(NSUInteger)frames late:(BOOL)isLate {
  standin_on_main_thread(^{
    if (isStopped != isLate) return;
    NSNumber *count = [NSNumber numberWithUnsignedInteger:frames];
    standin_log(isLate ? @"late" : @"buffer", [NSDictionary dictionaryWithObject:count forKey:@"frames"]);
    callback(buffer);
  });
}
- (void)deliverPiece:(NSUInteger)piece of:(StandinSound *)sound late:(BOOL)isLate {
  NSAutoreleasePool *pool = [NSAutoreleasePool new];
  AVAudioPCMBuffer *buffer = [sound piece:piece format:standin_format(text, piece)];
  [self deliver:buffer frames:[buffer frameLength] late:isLate];
  [pool release];
}
- (void)deliverEnd {
  AVAudioPCMBuffer *empty = [[AVAudioPCMBuffer alloc] initWithPCMFormat:standin_format(text, 0) frameCapacity:0];
  [self deliver:empty frames:0 late:NO];
  [empty release];
}
@end

@implementation AVSpeechSynthesizer
@synthesize delegate = _delegate;
- (instancetype)init {
  self = [super init];
  if (self != nil) _queue = [NSMutableArray new];
  return self;
}
- (void)dealloc {
  [_queue release];
  [super dealloc];
}
- (BOOL)isSpeaking {
  @synchronized(self) {
    return [_queue count] > 0;
  }
}
- (void)writeUtterance:(AVSpeechUtterance *)utterance toBufferCallback:(AVSpeechSynthesizerBufferCallback)callback {
  standin_require_main_thread(@"writeUtterance:toBufferCallback:");
  NSString *text = [utterance speechString];
  NSDictionary *fields = [NSDictionary
      dictionaryWithObjectsAndKeys:text, @"text", [NSNumber numberWithFloat:[utterance rate]], @"rate",
                                   [NSNumber numberWithFloat:[utterance pitchMultiplier]], @"pitch",
                                   [[utterance voice] identifier], @"voice", nil];
  standin_log(@"write", fields);
  if (standin_says(text, @"<throws>"))
    [NSException raise:NSInvalidArgumentException format:@"The stand-in was told to refuse this utterance."];
  StandinUtterance *job = [[StandinUtterance alloc] initWithUtterance:utterance callback:callback];
  @synchronized(self) {
    [_queue addObject:job];
    if ([_queue count] == 1) [NSThread detachNewThreadSelector:@selector(work) toTarget:self withObject:nil];
  }
  [job release];
}
- (BOOL)stopSpeakingAtBoundary:(AVSpeechBoundary)boundary {
  (void)boundary;
  standin_require_main_thread(@"stopSpeakingAtBoundary:");
  standin_log(@"stop", [NSDictionary dictionary]);
  @synchronized(self) {
    for (StandinUtterance *job in _queue) job->isStopped = YES;
    return [_queue count] > 0;
  }
}
/* Speaks what is queued; each utterance stays in the queue until everything about it was told. */
- (void)work {
  StandinUtterance *job;
  @synchronized(self) {
    job = [_queue objectAtIndex:0];
  }
  while (job != nil) {
    NSAutoreleasePool *pool = [NSAutoreleasePool new];
    [self speak:job];
    [pool release];
    @synchronized(self) {
      [_queue removeObjectAtIndex:0];
      job = [_queue count] > 0 ? [_queue objectAtIndex:0] : nil;
    }
  }
}
- (void)speak:(StandinUtterance *)job {
  if ([job says:@"<not pcm>"]) {
    AVAudioBuffer *other = [[AVAudioBuffer new] autorelease];
    [job deliver:other frames:0 late:NO];
  }
  StandinSound *sound = [[[StandinSound alloc] initWithText:job->text] autorelease];
  const BOOL isSilent = [job says:@"<nothing>"] || [job says:@"<silent>"];
  const NSUInteger pieces = isSilent ? 0 : [sound pieces];
  NSUInteger piece = 0;
  while (piece < pieces && !job->isStopped) [job deliverPiece:piece++ of:sound late:NO];
  const BOOL isEndless = [job says:@"<nothing>"] || [job says:@"<no end>"];
  while (isEndless && !job->isStopped) [NSThread sleepForTimeInterval:0.005];
  if (![job says:@"<delegate only>"]) [job deliverEnd];
  if ([job says:@"<double end>"]) [job deliverEnd];
  [self tellEndOf:job];
  if (job->isStopped && [job says:@"<late>"]) [job deliverPiece:0 of:sound late:YES];
}
- (void)tellEndOf:(StandinUtterance *)job {
  standin_on_main_thread(^{
    const BOOL isStopped = job->isStopped;
    if (!isStopped && [job says:@"<buffer only>"]) return;
    standin_log(isStopped ? @"cancelled" : @"finished", [NSDictionary dictionary]);
    if (isStopped && [_delegate respondsToSelector:@selector(speechSynthesizer:didCancelSpeechUtterance:)])
      [_delegate speechSynthesizer:self didCancelSpeechUtterance:job->utterance];
    if (!isStopped && [_delegate respondsToSelector:@selector(speechSynthesizer:didFinishSpeechUtterance:)])
      [_delegate speechSynthesizer:self didFinishSpeechUtterance:job->utterance];
  });
}
@end
