/*
 * The files that the stand-in for NSSpeechSynthesizer writes and the one for AVAudioFile reads. Their contents concern
 * nobody else: this header, then float32 samples of one channel.
 */
#ifndef STANDIN_AUDIO_FILE_H
#define STANDIN_AUDIO_FILE_H

#define STANDIN_AUDIO_FILE_MAGIC 0x53545431u

typedef struct {
  unsigned magic;
  unsigned rate; /* Hz */
} standin_audio_file_header;
#endif
