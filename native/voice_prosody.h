/* How a text is to be spoken; within the ranges of voice.h, as every voice may take for granted. */
#ifndef TTS_VOICE_PROSODY_H
#define TTS_VOICE_PROSODY_H

namespace tts {

struct Prosody {
  double speed; /* 1.0 is natural. */
  double pitch; /* Semitones above the voice's own. */
};

}  // namespace tts
#endif
