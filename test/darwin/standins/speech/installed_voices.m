#import "installed_voices.h"

static NSArray *voices_of(NSString *variable, NSString *otherwise) {
  NSString *list = [[[NSProcessInfo processInfo] environment] objectForKey:variable];
  if (list == nil) list = otherwise;
  return [list length] == 0 ? [NSArray array] : [list componentsSeparatedByString:@","];
}

static NSArray *older(void) {
  return voices_of(@"STANDIN_OLDER_VOICES", @"");
}

static NSArray *listed(void) {
  return voices_of(@"STANDIN_VOICES", @"com.apple.voice.compact.en-US.Samantha,com.apple.voice.compact.ja-JP.Kyoko");
}

/* Identifier, and perhaps name and language, of a voice; nil when it is not there. */
static NSArray *entry_of(NSString *identifier) {
  NSArray *others = [older() arrayByAddingObjectsFromArray:voices_of(@"STANDIN_UNLISTED_VOICES", @"")];
  NSArray *all = [listed() arrayByAddingObjectsFromArray:others];
  for (NSString *voice in all) {
    NSArray *entry = [voice componentsSeparatedByString:@"|"];
    if ([[entry objectAtIndex:0] isEqualToString:identifier]) return entry;
  }
  return nil;
}

static NSArray *identifiers_of(NSArray *voices) {
  NSMutableArray *identifiers = [NSMutableArray array];
  for (NSString *voice in voices)
    [identifiers addObject:[[voice componentsSeparatedByString:@"|"] objectAtIndex:0]];
  return identifiers;
}

NSArray *standin_listed_voices(void) {
  return identifiers_of(listed());
}

NSArray *standin_older_voices(void) {
  return identifiers_of(older());
}

BOOL standin_has_voice(NSString *identifier) {
  return entry_of(identifier) != nil;
}

/* A part of an identifier, counted from its end. */
static NSString *part(NSString *identifier, NSUInteger fromEnd) {
  NSArray *parts = [identifier componentsSeparatedByString:@"."];
  return [parts count] > fromEnd ? [parts objectAtIndex:[parts count] - 1 - fromEnd] : @"";
}

NSInteger standin_voice_quality(NSString *identifier) {
  NSString *quality = part(identifier, 2);
  if ([quality isEqualToString:@"premium"]) return 3;
  return [quality isEqualToString:@"enhanced"] ? 2 : 1;
}

NSString *standin_voice_name(NSString *identifier) {
  NSArray *entry = entry_of(identifier);
  if ([entry count] == 3) return [entry objectAtIndex:1];
  NSString *name = part(identifier, 0);
  switch (standin_voice_quality(identifier)) {
    case 3: return [name stringByAppendingString:@" (Premium)"];
    case 2: return [name stringByAppendingString:@" (Enhanced)"];
    default: return name;
  }
}

NSString *standin_voice_language(NSString *identifier) {
  NSArray *entry = entry_of(identifier);
  if ([entry count] == 3) return [entry objectAtIndex:2];
  return part(identifier, 1);
}
