/* AudioToolbox's output units: what is set, in which order, and that nothing is left out. */
#include <stdlib.h>

#include "hal.h"

/* Of MacErrors.h. */
enum { BAD_PARAMETER = -50 };
enum { DEFAULT_MOST_FRAMES = 512 };

static struct OpaqueAudioComponent {
  char unused;
} hal_output;

AudioComponent AudioComponentFindNext(AudioComponent after, const AudioComponentDescription *wanted) {
  const bool is_ours = wanted->componentType == kAudioUnitType_Output &&
                       wanted->componentSubType == kAudioUnitSubType_HALOutput &&
                       wanted->componentManufacturer == kAudioUnitManufacturer_Apple;
  return after == NULL && is_ours ? (AudioComponent)&hal_output : NULL;
}

static struct OpaqueAudioComponentInstance **place_of(AudioUnit unit) {
  struct OpaqueAudioComponentInstance **at = &hal_units;
  while (*at != NULL && *at != unit) at = &(*at)->next;
  if (*at == NULL) hal_misuse("a unit was used that is not there");
  return at;
}

OSStatus AudioComponentInstanceNew(AudioComponent component, AudioComponentInstance *made) {
  hal_enter(__func__);
  OSStatus status = component == (AudioComponent)&hal_output ? noErr : BAD_PARAMETER;
  if (!hal_fails(__func__, &status) && status == noErr) {
    *made = calloc(1, sizeof(**made));
    (*made)->most_frames = DEFAULT_MOST_FRAMES;
    (*made)->next = hal_units;
    hal_units = *made;
    hal_counts[STANDIN_UNITS]++;
  }
  hal_leave();
  return status;
}

OSStatus AudioComponentInstanceDispose(AudioComponentInstance unit) {
  hal_enter(__func__);
  struct OpaqueAudioComponentInstance **at = place_of(unit);
  const bool is_known = *at != NULL;
  if (is_known) {
    if (unit->is_running) hal_misuse("a unit was disposed of while it runs");
    if (unit->is_initialized) hal_misuse("a unit was disposed of before it was uninitialized");
    *at = unit->next;
    free(unit);
    hal_counts[STANDIN_UNITS]--;
  }
  hal_leave();
  return is_known ? noErr : BAD_PARAMETER;
}

/* Interleaved 16-bit frames, all of whose sizes agree. */
static bool is_playable(const AudioStreamBasicDescription *format) {
  const AudioFormatFlags flags =
      kAudioFormatFlagIsSignedInteger | kAudioFormatFlagIsPacked | kAudioFormatFlagsNativeEndian;
  return format->mFormatID == kAudioFormatLinearPCM && format->mFormatFlags == flags && format->mSampleRate > 0 &&
         format->mBitsPerChannel == 16 && format->mFramesPerPacket == 1 && format->mChannelsPerFrame > 0 &&
         format->mBytesPerFrame == 2 * format->mChannelsPerFrame && format->mBytesPerPacket == format->mBytesPerFrame;
}

static OSStatus set(AudioUnit unit, AudioUnitPropertyID property, AudioUnitScope scope, const void *data,
                    UInt32 bytes) {
  const bool is_input = scope == kAudioUnitScope_Input;
  switch (property) {
    case kAudioOutputUnitProperty_CurrentDevice: {
      if (scope != kAudioUnitScope_Global) return kAudioUnitErr_InvalidScope;
      if (bytes != sizeof(AudioObjectID)) return kAudioUnitErr_InvalidPropertyValue;
      struct device *device = hal_device(*(const AudioObjectID *)data);
      if (device == NULL || !device->is_alive || device->channels == 0) return kAudioHardwareBadDeviceError;
      unit->device = device;
      return noErr;
    }
    case kAudioUnitProperty_StreamFormat: {
      if (!is_input) return kAudioUnitErr_InvalidScope;
      if (unit->is_initialized) return kAudioUnitErr_Initialized;
      if (bytes != sizeof(unit->format)) return kAudioUnitErr_InvalidPropertyValue;
      if (!is_playable(data)) return kAudioUnitErr_FormatNotSupported;
      unit->format = *(const AudioStreamBasicDescription *)data;
      unit->has_format = true;
      return noErr;
    }
    case kAudioUnitProperty_MaximumFramesPerSlice:
      if (scope != kAudioUnitScope_Global) return kAudioUnitErr_InvalidScope;
      if (unit->is_initialized) return kAudioUnitErr_Initialized;
      if (bytes != sizeof(UInt32)) return kAudioUnitErr_InvalidPropertyValue;
      unit->most_frames = *(const UInt32 *)data;
      return noErr;
    case kAudioUnitProperty_SetRenderCallback:
      if (!is_input && scope != kAudioUnitScope_Global) return kAudioUnitErr_InvalidScope;
      if (bytes != sizeof(AURenderCallbackStruct)) return kAudioUnitErr_InvalidPropertyValue;
      unit->callback = *(const AURenderCallbackStruct *)data;
      return noErr;
    default:
      return kAudioUnitErr_InvalidProperty;
  }
}

OSStatus AudioUnitSetProperty(AudioUnit unit, AudioUnitPropertyID property, AudioUnitScope scope,
                              AudioUnitElement element, const void *data, UInt32 bytes) {
  hal_enter(__func__);
  OSStatus status = noErr;
  if (*place_of(unit) == NULL) status = BAD_PARAMETER;
  if (status == noErr && element != 0) status = kAudioUnitErr_InvalidElement;
  if (status == noErr && !hal_fails(__func__, &status)) status = set(unit, property, scope, data, bytes);
  hal_leave();
  return status;
}

OSStatus AudioUnitInitialize(AudioUnit unit) {
  hal_enter(__func__);
  OSStatus status = *place_of(unit) == NULL ? BAD_PARAMETER : noErr;
  if (status == noErr && !hal_fails(__func__, &status)) {
    unit->is_initialized = unit->device != NULL && unit->device->is_alive && unit->has_format;
    if (!unit->is_initialized) status = kAudioUnitErr_FailedInitialization;
  }
  hal_leave();
  return status;
}

OSStatus AudioUnitUninitialize(AudioUnit unit) {
  hal_enter(__func__);
  const bool is_known = *place_of(unit) != NULL;
  if (is_known) {
    if (unit->is_running) hal_misuse("a unit was uninitialized while it runs");
    unit->is_initialized = false;
  }
  hal_leave();
  return is_known ? noErr : BAD_PARAMETER;
}

OSStatus AudioOutputUnitStart(AudioUnit unit) {
  hal_enter(__func__);
  OSStatus status = *place_of(unit) == NULL ? BAD_PARAMETER : noErr;
  if (status == noErr && !hal_fails(__func__, &status)) {
    if (!unit->is_initialized) status = kAudioUnitErr_Uninitialized;
    else if (!unit->device->is_alive) status = kAudioHardwareBadDeviceError;
    else if (unit->callback.inputProc == NULL) status = kAudioUnitErr_NoConnection;
  }
  if (status == noErr && !unit->is_running) {
    unit->is_running = true;
    unit->due = unit->taken = 0;
    hal_counts[STANDIN_RUNNING]++;
    hal_counts[STANDIN_STARTS]++;
    hal_play(unit->device);
  }
  hal_leave();
  return status;
}

OSStatus AudioOutputUnitStop(AudioUnit unit) {
  hal_enter(__func__);
  const bool is_known = *place_of(unit) != NULL;
  if (is_known && unit->is_running) {
    unit->is_running = false;
    hal_counts[STANDIN_RUNNING]--;
  }
  hal_leave();
  hal_wait_for_cycle();
  return is_known ? noErr : BAD_PARAMETER;
}
