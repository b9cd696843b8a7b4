/*
 * The voices of the imitated Mac, as identifiers with commas between them: STANDIN_VOICES are those it lists (Kyoko,
 * compact, and an English one without it), STANDIN_UNLISTED_VOICES those it only finds by their identifiers, and
 * STANDIN_OLDER_VOICES those that NSSpeechSynthesizer alone has. Where an identifier does not tell the rest,
 * IDENTIFIER|NAME|LANGUAGE does.
 */
#ifndef STANDIN_INSTALLED_VOICES_H
#define STANDIN_INSTALLED_VOICES_H
#import <Foundation/Foundation.h>

NSArray *standin_listed_voices(void);
NSArray *standin_older_voices(void);
BOOL standin_has_voice(NSString *identifier);

/*
 * As they stand in the list, or what com.apple.voice.QUALITY.LANGUAGE.NAME says: "Kyoko" or, with a better quality,
 * "Kyoko (Enhanced)"; "ja-JP".
 */
NSString *standin_voice_name(NSString *identifier);
NSString *standin_voice_language(NSString *identifier);
/* 1, or 2 for enhanced and 3 for premium, as AVSpeechSynthesisVoiceQuality numbers them. */
NSInteger standin_voice_quality(NSString *identifier);
#endif
