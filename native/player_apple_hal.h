/*
 * What the player asks of CoreAudio's hardware layer (the HAL): which devices there are, what they are like, and what
 * its errors mean. Every call may block for as long as the sound service of the system does.
 */
#ifndef TTS_PLAYER_APPLE_HAL_H
#define TTS_PLAYER_APPLE_HAL_H
#include <CoreAudio/CoreAudio.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tts::hal {

/* An error in words: its four characters, or its number where it has none, and what it means where that is known. */
std::string told(OSStatus status);

/* Throws std::runtime_error, with the sentence and the error, unless there is none. */
void check(OSStatus status, const std::string &sentence);

/* A device that can play. */
struct OutputDevice {
  AudioObjectID id;
  std::string uid; /* Stays the same when the device comes back. */
  std::string name;
};

/* The devices that have output channels. Throws std::runtime_error when they cannot be listed. */
std::vector<OutputDevice> output_devices();

/* The device that the system plays on; kAudioObjectUnknown when there is none. */
AudioObjectID default_output();

bool is_alive(AudioObjectID device);

/*
 * Asks a device for buffers of about so many milliseconds; those of other programs stay as they are. A device that
 * refuses keeps its size, which latency tells.
 */
void ask_for_buffer(AudioObjectID device, double ms);

/* Frames at `rate` Hz between a render callback and the sound: buffer, safety offset, latency of device and stream. */
uint64_t latency(AudioObjectID device, uint32_t rate);

/*
 * Has listeners called on a thread of the HAL's own. Without it they are called by the main thread's run loop, which
 * turns in no process of ours that plays.
 */
void notify_on_own_thread();

}  // namespace tts::hal
#endif
