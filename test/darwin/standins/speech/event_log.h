/*
 * What was asked of the stand-ins and what they told, in order: JSON lines in the file that STANDIN_SPEECH_LOG names,
 * for tests to read. Nothing is written without it.
 */
#ifndef STANDIN_EVENT_LOG_H
#define STANDIN_EVENT_LOG_H
#import <Foundation/Foundation.h>

void standin_log(NSString *event, NSDictionary *fields);
#endif
