/*
 * The few declarations of Apple's Foundation that the sources beside this folder use, for building without Apple's
 * SDK. Written from Apple's documentation, not copied; scripts/darwin checks each selector against the public Rust
 * bindings objc2-foundation. On a Mac the SDK's own header takes this one's place.
 */
#ifndef TTS_APPLE_FOUNDATION_H
#define TTS_APPLE_FOUNDATION_H
#include <stdbool.h>
#include <stdint.h>

typedef bool BOOL; /* So on arm64: <objc/objc.h>, OBJC_BOOL_IS_BOOL. */
typedef long NSInteger;
typedef unsigned long NSUInteger;
typedef double NSTimeInterval;
typedef struct objc_class *Class;
typedef struct objc_object {
  Class isa;
} *id;
typedef struct objc_selector *SEL;

#define YES ((BOOL)1)
#define NO ((BOOL)0)
#define nil ((id)0)

@class NSArray, NSCharacterSet, NSDate, NSError, NSString;

@protocol NSObject
- (BOOL)isKindOfClass:(Class)aClass;
- (instancetype)retain;
- (oneway void)release;
- (instancetype)autorelease;
@end

__attribute__((objc_root_class))
@interface NSObject <NSObject> {
  Class isa;
}
+ (instancetype)alloc;
+ (Class)class;
- (instancetype)init;
- (void)dealloc;
- (void)performSelectorOnMainThread:(SEL)aSelector withObject:(id)arg waitUntilDone:(BOOL)wait;
@end

typedef enum : NSUInteger { NSCaseInsensitiveSearch = 1 } NSStringCompareOptions;
typedef enum : NSInteger { NSOrderedSame = 0 } NSComparisonResult;
typedef struct {
  NSUInteger location;
  NSUInteger length;
} NSRange;

@interface NSString : NSObject
+ (instancetype)stringWithUTF8String:(const char *)nullTerminatedCString;
+ (instancetype)stringWithFormat:(NSString *)format, ... __attribute__((format(__NSString__, 1, 2)));
- (const char *)UTF8String;
- (BOOL)hasPrefix:(NSString *)str;
- (NSUInteger)length;
- (NSComparisonResult)caseInsensitiveCompare:(NSString *)string;
- (NSRange)rangeOfString:(NSString *)searchString options:(NSStringCompareOptions)mask;
- (NSArray *)componentsSeparatedByCharactersInSet:(NSCharacterSet *)separator;
- (NSString *)substringFromIndex:(NSUInteger)from;
- (NSString *)capitalizedString;
- (NSString *)stringByAppendingPathComponent:(NSString *)str;
- (const char *)fileSystemRepresentation;
@end

@interface NSMutableString : NSString
+ (instancetype)string;
- (void)appendFormat:(NSString *)format, ... __attribute__((format(__NSString__, 1, 2)));
@end

@interface NSCharacterSet : NSObject
+ (NSCharacterSet *)characterSetWithCharactersInString:(NSString *)aString;
@end

@interface NSArray : NSObject
- (NSUInteger)count;
- (id)objectAtIndex:(NSUInteger)index;
- (BOOL)containsObject:(id)anObject;
- (NSString *)componentsJoinedByString:(NSString *)separator;
@end

@interface NSMutableArray : NSArray
+ (instancetype)array;
- (void)addObject:(id)anObject;
@end

@interface NSDictionary : NSObject
- (id)objectForKey:(id)aKey;
@end

@interface NSValue : NSObject
@end

@interface NSNumber : NSValue
+ (NSNumber *)numberWithDouble:(double)value;
- (double)doubleValue;
@end

@interface NSDate : NSObject
+ (instancetype)dateWithTimeIntervalSinceNow:(NSTimeInterval)secs;
@end

@interface NSURL : NSObject
+ (NSURL *)fileURLWithPath:(NSString *)path;
@end

@interface NSError : NSObject
- (NSString *)localizedDescription;
@end

@interface NSException : NSObject
- (NSString *)name;
- (NSString *)reason;
@end

@interface NSThread : NSObject
+ (BOOL)isMainThread;
@end

@interface NSTimer : NSObject
+ (NSTimer *)scheduledTimerWithTimeInterval:(NSTimeInterval)ti
                                     target:(id)aTarget
                                   selector:(SEL)aSelector
                                   userInfo:(id)userInfo
                                    repeats:(BOOL)yesOrNo;
@end

extern NSString *const NSDefaultRunLoopMode;

@interface NSRunLoop : NSObject
+ (NSRunLoop *)currentRunLoop;
- (BOOL)runMode:(NSString *)mode beforeDate:(NSDate *)limitDate;
@end

extern NSString *NSTemporaryDirectory(void);

#endif
