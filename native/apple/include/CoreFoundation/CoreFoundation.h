/*
 * Declarations of what this project uses of CoreFoundation, for building without Apple's SDK. Names, types and values
 * are Apple's (MacTypes.h, CFBase.h, CFString.h); with the SDK its own headers take this one's place.
 */
#ifndef COREFOUNDATION_DECLARED_HERE
#define COREFOUNDATION_DECLARED_HERE
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef unsigned char Boolean;
typedef uint8_t UInt8;
typedef int16_t SInt16;
typedef uint32_t UInt32;
typedef int32_t SInt32;
typedef uint64_t UInt64;
typedef float Float32;
typedef double Float64;
typedef SInt32 OSStatus;
typedef UInt32 FourCharCode;
typedef FourCharCode OSType;

enum { noErr = 0 };

typedef const void *CFTypeRef;
typedef signed long CFIndex;
typedef const struct __CFString *CFStringRef;
typedef struct __CFRunLoop *CFRunLoopRef;
typedef UInt32 CFStringEncoding;

enum { kCFStringEncodingUTF8 = 0x08000100 };

void CFRelease(CFTypeRef cf);

/* In UTF-16 code units. */
CFIndex CFStringGetLength(CFStringRef theString);
CFIndex CFStringGetMaximumSizeForEncoding(CFIndex length, CFStringEncoding encoding);
Boolean CFStringGetCString(CFStringRef theString, char *buffer, CFIndex bufferSize, CFStringEncoding encoding);

#ifdef __cplusplus
}
#endif
#endif
