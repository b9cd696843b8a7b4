/*
 * Declarations of what this project uses of AudioToolbox, for building without Apple's SDK. Names, types and values
 * are Apple's (AudioComponent.h, AUComponent.h, AudioOutputUnit.h, AudioUnitProperties.h); with the SDK its own headers
 * take this one's place.
 */
#ifndef AUDIOTOOLBOX_DECLARED_HERE
#define AUDIOTOOLBOX_DECLARED_HERE
#include <CoreAudio/CoreAudio.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct AudioComponentDescription {
  OSType componentType;
  OSType componentSubType;
  OSType componentManufacturer;
  UInt32 componentFlags;
  UInt32 componentFlagsMask;
} AudioComponentDescription;

typedef struct OpaqueAudioComponent *AudioComponent;
typedef struct OpaqueAudioComponentInstance *AudioComponentInstance;
typedef AudioComponentInstance AudioUnit;
typedef UInt32 AudioUnitPropertyID;
typedef UInt32 AudioUnitScope;
typedef UInt32 AudioUnitElement;
typedef UInt32 AudioUnitRenderActionFlags;

enum {
  kAudioUnitType_Output = 0x61756F75,        /* auou */
  kAudioUnitSubType_HALOutput = 0x6168616C,  /* ahal */
  kAudioUnitManufacturer_Apple = 0x6170706C  /* appl */
};

enum { kAudioUnitScope_Global = 0, kAudioUnitScope_Input = 1 };

enum {
  kAudioUnitProperty_StreamFormat = 8,
  kAudioUnitProperty_MaximumFramesPerSlice = 14,
  kAudioUnitProperty_SetRenderCallback = 23,
  kAudioOutputUnitProperty_CurrentDevice = 2000
};

enum {
  kAudioUnitErr_Initialized = -10849,
  kAudioUnitErr_InvalidPropertyValue = -10851,
  kAudioUnitErr_CannotDoInCurrentContext = -10863,
  kAudioUnitErr_InvalidScope = -10866,
  kAudioUnitErr_Uninitialized = -10867,
  kAudioUnitErr_FormatNotSupported = -10868,
  kAudioUnitErr_TooManyFramesToProcess = -10874,
  kAudioUnitErr_FailedInitialization = -10875,
  kAudioUnitErr_NoConnection = -10876,
  kAudioUnitErr_InvalidElement = -10877,
  kAudioUnitErr_InvalidProperty = -10879
};

typedef OSStatus (*AURenderCallback)(void *inRefCon, AudioUnitRenderActionFlags *ioActionFlags,
                                     const AudioTimeStamp *inTimeStamp, UInt32 inBusNumber, UInt32 inNumberFrames,
                                     AudioBufferList *ioData);

typedef struct AURenderCallbackStruct {
  AURenderCallback inputProc;
  void *inputProcRefCon;
} AURenderCallbackStruct;

AudioComponent AudioComponentFindNext(AudioComponent inComponent, const AudioComponentDescription *inDesc);
OSStatus AudioComponentInstanceNew(AudioComponent inComponent, AudioComponentInstance *outInstance);
OSStatus AudioComponentInstanceDispose(AudioComponentInstance inInstance);
OSStatus AudioUnitInitialize(AudioUnit inUnit);
OSStatus AudioUnitUninitialize(AudioUnit inUnit);
OSStatus AudioUnitSetProperty(AudioUnit inUnit, AudioUnitPropertyID inID, AudioUnitScope inScope,
                              AudioUnitElement inElement, const void *inData, UInt32 inDataSize);
OSStatus AudioOutputUnitStart(AudioUnit ci);
OSStatus AudioOutputUnitStop(AudioUnit ci);

#ifdef __cplusplus
}
#endif
#endif
