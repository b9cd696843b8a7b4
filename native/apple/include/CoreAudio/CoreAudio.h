/*
 * Declarations of what this project uses of CoreAudio, for building without Apple's SDK. Names, types and values are
 * Apple's (CoreAudioBaseTypes.h, AudioHardwareBase.h, AudioHardware.h, AudioHardwareDeprecated.h); with the SDK its own
 * headers take this one's place.
 */
#ifndef COREAUDIO_DECLARED_HERE
#define COREAUDIO_DECLARED_HERE
#include <CoreFoundation/CoreFoundation.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef UInt32 AudioObjectID;
typedef AudioObjectID AudioDeviceID;
typedef AudioObjectID AudioStreamID;
typedef UInt32 AudioObjectPropertySelector;
typedef UInt32 AudioObjectPropertyScope;
typedef UInt32 AudioObjectPropertyElement;

typedef struct AudioObjectPropertyAddress {
  AudioObjectPropertySelector mSelector;
  AudioObjectPropertyScope mScope;
  AudioObjectPropertyElement mElement;
} AudioObjectPropertyAddress;

enum { kAudioObjectUnknown = 0, kAudioObjectSystemObject = 1 };

enum {
  kAudioObjectPropertyScopeGlobal = 0x676C6F62, /* glob */
  kAudioObjectPropertyScopeOutput = 0x6F757470  /* outp */
};

enum { kAudioObjectPropertyElementMain = 0 };

enum {
  kAudioObjectPropertyName = 0x6C6E616D,                  /* lnam */
  kAudioHardwarePropertyDevices = 0x64657623,             /* dev# */
  kAudioHardwarePropertyDefaultOutputDevice = 0x644F7574, /* dOut */
  kAudioHardwarePropertyRunLoop = 0x726E6C70,             /* rnlp */
  kAudioHardwarePropertyServiceRestarted = 0x73727374,    /* srst */
  kAudioDevicePropertyDeviceUID = 0x75696420,             /* uid_ */
  kAudioDevicePropertyDeviceIsAlive = 0x6C69766E,         /* livn */
  kAudioDevicePropertyLatency = 0x6C746E63,               /* ltnc */
  kAudioDevicePropertyStreams = 0x73746D23,               /* stm# */
  kAudioDevicePropertySafetyOffset = 0x73616674,          /* saft */
  kAudioDevicePropertyNominalSampleRate = 0x6E737274,     /* nsrt */
  kAudioDevicePropertyBufferFrameSize = 0x6673697A,       /* fsiz */
  kAudioDevicePropertyBufferFrameSizeRange = 0x66737A23,  /* fsz# */
  kAudioStreamPropertyLatency = kAudioDevicePropertyLatency
};

enum {
  kAudioHardwareNotRunningError = 0x73746F70,           /* stop */
  kAudioHardwareUnspecifiedError = 0x77686174,          /* what */
  kAudioHardwareUnknownPropertyError = 0x77686F3F,      /* who? */
  kAudioHardwareBadPropertySizeError = 0x2173697A,      /* !siz */
  kAudioHardwareIllegalOperationError = 0x6E6F7065,     /* nope */
  kAudioHardwareBadObjectError = 0x216F626A,            /* !obj */
  kAudioHardwareBadDeviceError = 0x21646576,            /* !dev */
  kAudioHardwareBadStreamError = 0x21737472,            /* !str */
  kAudioHardwareUnsupportedOperationError = 0x756E6F70, /* unop */
  kAudioHardwareNotReadyError = 0x6E726479,             /* nrdy */
  kAudioDeviceUnsupportedFormatError = 0x21646174,      /* !dat */
  kAudioDevicePermissionsError = 0x21686F67             /* !hog */
};

typedef UInt32 AudioFormatID;
typedef UInt32 AudioFormatFlags;

enum { kAudioFormatLinearPCM = 0x6C70636D /* lpcm */ };

enum {
  kAudioFormatFlagIsSignedInteger = 1 << 2,
  kAudioFormatFlagIsPacked = 1 << 3,
  kAudioFormatFlagsNativeEndian = 0 /* On processors with little endian. */
};

typedef struct AudioStreamBasicDescription {
  Float64 mSampleRate;
  AudioFormatID mFormatID;
  AudioFormatFlags mFormatFlags;
  UInt32 mBytesPerPacket;
  UInt32 mFramesPerPacket;
  UInt32 mBytesPerFrame;
  UInt32 mChannelsPerFrame;
  UInt32 mBitsPerChannel;
  UInt32 mReserved;
} AudioStreamBasicDescription;

typedef struct AudioBuffer {
  UInt32 mNumberChannels;
  UInt32 mDataByteSize;
  void *mData;
} AudioBuffer;

typedef struct AudioBufferList {
  UInt32 mNumberBuffers;
  AudioBuffer mBuffers[1];
} AudioBufferList;

typedef struct AudioValueRange {
  Float64 mMinimum;
  Float64 mMaximum;
} AudioValueRange;

typedef struct SMPTETime {
  SInt16 mSubframes;
  SInt16 mSubframeDivisor;
  UInt32 mCounter;
  UInt32 mType;
  UInt32 mFlags;
  SInt16 mHours;
  SInt16 mMinutes;
  SInt16 mSeconds;
  SInt16 mFrames;
} SMPTETime;

typedef UInt32 AudioTimeStampFlags;

typedef struct AudioTimeStamp {
  Float64 mSampleTime;
  UInt64 mHostTime;
  Float64 mRateScalar;
  UInt64 mWordClockTime;
  SMPTETime mSMPTETime;
  AudioTimeStampFlags mFlags;
  UInt32 mReserved;
} AudioTimeStamp;

typedef OSStatus (*AudioObjectPropertyListenerProc)(AudioObjectID inObjectID, UInt32 inNumberAddresses,
                                                    const AudioObjectPropertyAddress *inAddresses, void *inClientData);

OSStatus AudioObjectGetPropertyDataSize(AudioObjectID inObjectID, const AudioObjectPropertyAddress *inAddress,
                                        UInt32 inQualifierDataSize, const void *inQualifierData, UInt32 *outDataSize);
OSStatus AudioObjectGetPropertyData(AudioObjectID inObjectID, const AudioObjectPropertyAddress *inAddress,
                                    UInt32 inQualifierDataSize, const void *inQualifierData, UInt32 *ioDataSize,
                                    void *outData);
OSStatus AudioObjectSetPropertyData(AudioObjectID inObjectID, const AudioObjectPropertyAddress *inAddress,
                                    UInt32 inQualifierDataSize, const void *inQualifierData, UInt32 inDataSize,
                                    const void *inData);
OSStatus AudioObjectAddPropertyListener(AudioObjectID inObjectID, const AudioObjectPropertyAddress *inAddress,
                                        AudioObjectPropertyListenerProc inListener, void *inClientData);
OSStatus AudioObjectRemovePropertyListener(AudioObjectID inObjectID, const AudioObjectPropertyAddress *inAddress,
                                           AudioObjectPropertyListenerProc inListener, void *inClientData);

#ifdef __cplusplus
}
#endif
#endif
