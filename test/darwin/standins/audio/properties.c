/* CoreAudio's properties: of the system, of devices, and of their streams. */
#include <string.h>

#include "hal.h"

enum {
  MOST_DEVICES = 64,
  SMALLEST_BUFFER = 15,
  LARGEST_BUFFER = 4096,
  DEVICE_LATENCY = 30,
  STREAM_LATENCY = 20,
  SAFETY_OFFSET = 50
};

/* The value of a property as its owner has it. */
struct value {
  union {
    UInt32 number;
    Float64 real;
    AudioValueRange range;
    AudioObjectID objects[MOST_DEVICES];
    CFStringRef string;
  } as;
  UInt32 bytes;
};

static OSStatus of_system(AudioObjectPropertySelector selector, struct value *value) {
  switch (selector) {
    case kAudioHardwarePropertyDevices:
      value->bytes = 0;
      for (const struct device *one = hal_devices; one != NULL; one = one->next) {
        if (!one->is_alive || value->bytes == sizeof(value->as.objects)) continue;
        value->as.objects[value->bytes / sizeof(AudioObjectID)] = one->id;
        value->bytes += sizeof(AudioObjectID);
      }
      return noErr;
    case kAudioHardwarePropertyDefaultOutputDevice:
      value->as.number = hal_default;
      value->bytes = sizeof(AudioObjectID);
      return noErr;
    default:
      return kAudioHardwareUnknownPropertyError;
  }
}

static OSStatus of_stream(AudioObjectPropertySelector selector, struct value *value) {
  if (selector != kAudioStreamPropertyLatency) return kAudioHardwareUnknownPropertyError;
  value->as.number = STREAM_LATENCY;
  value->bytes = sizeof(UInt32);
  return noErr;
}

/* Strings are made by the caller, who knows whether they are given away. */
static OSStatus of_device(const struct device *device, AudioObjectPropertySelector selector, bool is_output,
                          struct value *value) {
  value->bytes = sizeof(UInt32);
  switch (selector) {
    case kAudioDevicePropertyDeviceUID:
    case kAudioObjectPropertyName:
      value->bytes = sizeof(CFStringRef);
      return noErr;
    case kAudioDevicePropertyDeviceIsAlive:
      value->as.number = device->is_alive ? 1 : 0;
      return noErr;
    case kAudioDevicePropertyNominalSampleRate:
      value->as.real = device->rate;
      value->bytes = sizeof(Float64);
      return noErr;
    case kAudioDevicePropertyStreams:
      value->as.objects[0] = device->id + 1;
      value->bytes = is_output && device->channels > 0 ? sizeof(AudioStreamID) : 0;
      return noErr;
    case kAudioDevicePropertyLatency:
      value->as.number = DEVICE_LATENCY;
      return noErr;
    case kAudioDevicePropertySafetyOffset:
      value->as.number = SAFETY_OFFSET;
      return noErr;
    case kAudioDevicePropertyBufferFrameSize:
      value->as.number = device->buffer_frames;
      return noErr;
    case kAudioDevicePropertyBufferFrameSizeRange:
      value->as.range = (AudioValueRange){SMALLEST_BUFFER, LARGEST_BUFFER};
      value->bytes = sizeof(AudioValueRange);
      return noErr;
    default:
      return kAudioHardwareUnknownPropertyError;
  }
}

static OSStatus value_of(AudioObjectID object, const AudioObjectPropertyAddress *address, struct value *value) {
  const bool is_output = address->mScope == kAudioObjectPropertyScopeOutput;
  if (!is_output && address->mScope != kAudioObjectPropertyScopeGlobal) return kAudioHardwareUnknownPropertyError;
  if (address->mElement != kAudioObjectPropertyElementMain) return kAudioHardwareUnknownPropertyError;
  if (object == kAudioObjectSystemObject) return of_system(address->mSelector, value);
  const struct device *device = hal_device(object);
  if (device == NULL || !device->is_alive) return kAudioHardwareBadObjectError;
  if (object != device->id) return of_stream(address->mSelector, value);
  return of_device(device, address->mSelector, is_output, value);
}

OSStatus AudioObjectGetPropertyDataSize(AudioObjectID object, const AudioObjectPropertyAddress *address, UInt32 size,
                                        const void *qualifier, UInt32 *bytes) {
  (void)size, (void)qualifier;
  struct value value;
  hal_enter(__func__);
  OSStatus status;
  if (!hal_fails(__func__, &status)) status = value_of(object, address, &value);
  if (status == noErr) *bytes = value.bytes;
  hal_leave();
  return status;
}

OSStatus AudioObjectGetPropertyData(AudioObjectID object, const AudioObjectPropertyAddress *address, UInt32 size,
                                    const void *qualifier, UInt32 *bytes, void *data) {
  (void)size, (void)qualifier;
  struct value value;
  hal_enter(__func__);
  OSStatus status;
  if (!hal_fails(__func__, &status)) status = value_of(object, address, &value);
  if (status == noErr && *bytes < value.bytes) status = kAudioHardwareBadPropertySizeError;
  if (status == noErr) {
    if (address->mSelector == kAudioDevicePropertyDeviceUID) value.as.string = hal_string(hal_device(object)->uid);
    if (address->mSelector == kAudioObjectPropertyName) value.as.string = hal_string(hal_device(object)->name);
    *bytes = value.bytes;
    memcpy(data, &value.as, value.bytes);
  }
  hal_leave();
  return status;
}

static OSStatus set(AudioObjectID object, AudioObjectPropertySelector selector, UInt32 bytes, const void *data) {
  if (object == kAudioObjectSystemObject && selector == kAudioHardwarePropertyRunLoop) {
    if (bytes != sizeof(CFRunLoopRef)) return kAudioHardwareBadPropertySizeError;
    hal_notify_on_own_thread(*(const CFRunLoopRef *)data == NULL);
    return noErr;
  }
  struct device *device = hal_device(object);
  if (device == NULL || !device->is_alive) return kAudioHardwareBadObjectError;
  if (selector != kAudioDevicePropertyBufferFrameSize) return kAudioHardwareUnknownPropertyError;
  if (bytes != sizeof(UInt32)) return kAudioHardwareBadPropertySizeError;
  OSStatus refused;
  if (hal_fails("kAudioDevicePropertyBufferFrameSize", &refused)) return refused;
  const UInt32 frames = *(const UInt32 *)data;
  if (frames < SMALLEST_BUFFER || frames > LARGEST_BUFFER) return kAudioHardwareIllegalOperationError;
  device->buffer_frames = frames;
  return noErr;
}

OSStatus AudioObjectSetPropertyData(AudioObjectID object, const AudioObjectPropertyAddress *address, UInt32 size,
                                    const void *qualifier, UInt32 bytes, const void *data) {
  (void)size, (void)qualifier;
  hal_enter(__func__);
  OSStatus status;
  if (!hal_fails(__func__, &status)) status = set(object, address->mSelector, bytes, data);
  hal_leave();
  return status;
}
