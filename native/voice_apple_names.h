/* Which of the voices of a Mac a name means; the same for both synthesizers. */
#ifndef TTS_VOICE_APPLE_NAMES_H
#define TTS_VOICE_APPLE_NAMES_H
#import <Foundation/Foundation.h>

/* What a synthesizer tells of one of its voices. */
typedef struct {
  NSString *identifier;
  NSString *name;
  NSString *language; /* ja-JP, or ja_JP */
} tts_voice_facts;

/* The voices that are listed: objects of the synthesizer's own, and how to read them. */
typedef struct {
  NSArray *voices;
  tts_voice_facts (*facts)(id voice);
} tts_voice_list;

/*
 * The identifier of the voice that `wanted` means (apple_speech.h), or nil. `exists` says whether a voice that is not
 * listed is there all the same.
 */
NSString *tts_choose_voice(tts_voice_list list, BOOL (*exists)(NSString *identifier), NSString *wanted);

/*
 * The lines of tts_voice_names for the voices of `list` that are not in `others`, each name with `prefix` before the
 * identifier.
 */
NSString *tts_voice_lines(tts_voice_list list, NSString *prefix, tts_voice_list others);

/* The sentence that there is no voice `wanted`, and which Japanese ones there are. */
NSString *tts_no_such_voice(tts_voice_list list, NSString *wanted);

#endif
