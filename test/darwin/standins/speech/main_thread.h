/* The rule of Apple's speech classes: everything is told on the main thread, and only while its run loop turns. */
#ifndef STANDIN_MAIN_THREAD_H
#define STANDIN_MAIN_THREAD_H
#import <Foundation/Foundation.h>

/* Has the main run loop do `work`, and waits until it has: for ever, if it is never turned again. */
void standin_on_main_thread(void (^work)(void));

/* Raises NSInternalInconsistencyException on another thread than the main one. */
void standin_require_main_thread(NSString *what);
#endif
