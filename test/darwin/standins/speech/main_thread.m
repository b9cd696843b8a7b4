#import "main_thread.h"

@interface StandinWork : NSObject {
  void (^_work)(void);
}
- (instancetype)initWithBorrowed:(void (^)(void))work;
- (void)run;
@end

@implementation StandinWork
- (instancetype)initWithBorrowed:(void (^)(void))work {
  self = [super init];
  if (self != nil) _work = work;
  return self;
}
- (void)run {
  _work();
}
@end

void standin_on_main_thread(void (^work)(void)) {
  StandinWork *object = [[StandinWork alloc] initWithBorrowed:work];
  [object performSelectorOnMainThread:@selector(run) withObject:nil waitUntilDone:YES];
  [object release];
}

void standin_require_main_thread(NSString *what) {
  if (![NSThread isMainThread])
    [NSException raise:NSInternalInconsistencyException
                format:@"%@ was sent on another thread than the main one", what];
}
