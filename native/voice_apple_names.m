#import "voice_apple_names.h"

static BOOL is_japanese(tts_voice_facts voice) { return [voice.language hasPrefix:@"ja"]; }

/* In the order of preference. The last stands for all others: older systems name no quality at all. */
static NSString *const qualities[] = {@"premium", @"enhanced", @"compact"};
enum { QUALITIES = sizeof qualities / sizeof *qualities };

/*
 * By the identifier and nothing else: macOS 26 gives some voices the name "- (premium)", and their `quality` does not
 * tell premium from enhanced everywhere.
 */
static unsigned quality_of(NSString *identifier) {
  for (unsigned quality = 0; quality < QUALITIES - 1; quality++) {
    if ([identifier rangeOfString:qualities[quality] options:NSCaseInsensitiveSearch].length > 0) return quality;
  }
  return QUALITIES - 1;
}

/* What stands in identifiers beside the name of a voice. */
static NSString *const surroundings[] = {@"com",  @"apple", @"voice",   @"speech",   @"synthesis", @"ttsbundle",
                                         @"siri", @"eloquence", @"ja", @"premium", @"enhanced", @"compact",   @"super"};
enum { SURROUNDINGS = sizeof surroundings / sizeof *surroundings };

static BOOL is_surrounding(NSString *part) {
  for (unsigned i = 0; i < SURROUNDINGS; i++) {
    if ([surroundings[i] caseInsensitiveCompare:part] == NSOrderedSame) return YES;
  }
  return NO;
}

/*
 * True for the display name and for a part of the identifier: Otoya in com.apple.voice.premium.ja-JP.Otoya,
 * com.apple.speech.synthesis.voice.otoya.premium and com.apple.ttsbundle.Otoya-premium.
 */
static BOOL is_called(tts_voice_facts voice, NSString *name) {
  // What is sent to nil gives NSOrderedSame.
  if (voice.name != nil && [voice.name caseInsensitiveCompare:name] == NSOrderedSame) return YES;
  if (is_surrounding(name)) return NO;
  NSCharacterSet *marks = [NSCharacterSet characterSetWithCharactersInString:@".-"];
  NSArray *parts = [voice.identifier componentsSeparatedByCharactersInSet:marks];
  for (NSUInteger i = 0; i < [parts count]; i++) {
    if ([[parts objectAtIndex:i] caseInsensitiveCompare:name] == NSOrderedSame) return YES;
  }
  return NO;
}

static NSString *listed_voice(tts_voice_list list, NSString *name, unsigned quality) {
  for (NSUInteger i = 0; i < [list.voices count]; i++) {
    const tts_voice_facts voice = list.facts([list.voices objectAtIndex:i]);
    if (is_japanese(voice) && is_called(voice, name) && quality_of(voice.identifier) == quality) {
      return voice.identifier;
    }
  }
  return nil;
}

static NSString *best_voice(tts_voice_list list, BOOL (*exists)(NSString *), NSString *name) {
  for (unsigned quality = 0; quality < QUALITIES; quality++) {
    NSString *listed = listed_voice(list, name, quality);
    if (listed != nil) return listed;
    NSString *usual = [NSString
        stringWithFormat:@"com.apple.voice.%@.ja-JP.%@", qualities[quality], [name capitalizedString]];
    if (exists(usual)) return usual;
  }
  return nil;
}

NSString *tts_choose_voice(tts_voice_list list, BOOL (*exists)(NSString *identifier), NSString *wanted) {
  if ([wanted hasPrefix:@"com."]) return exists(wanted) ? wanted : nil;
  if ([wanted length] > 0 && [wanted caseInsensitiveCompare:@"apple"] != NSOrderedSame) {
    return best_voice(list, exists, wanted);
  }
  NSString *otoya = best_voice(list, exists, @"Otoya");
  return otoya != nil ? otoya : best_voice(list, exists, @"Kyoko");
}

static NSArray *identifiers(tts_voice_list list) {
  NSMutableArray *found = [NSMutableArray array];
  for (NSUInteger i = 0; i < [list.voices count]; i++) {
    [found addObject:list.facts([list.voices objectAtIndex:i]).identifier];
  }
  return found;
}

/* The text with `by` for each of `marks`; empty for nil. */
static NSString *with(NSString *text, NSString *by, NSString *marks) {
  if (text == nil) return @"";
  NSCharacterSet *set = [NSCharacterSet characterSetWithCharactersInString:marks];
  return [[text componentsSeparatedByCharactersInSet:set] componentsJoinedByString:by];
}

NSString *tts_voice_lines(tts_voice_list list, NSString *prefix, tts_voice_list others) {
  NSMutableString *lines = [NSMutableString string];
  NSArray *elsewhere = identifiers(others);
  for (NSUInteger i = 0; i < [list.voices count]; i++) {
    const tts_voice_facts voice = list.facts([list.voices objectAtIndex:i]);
    if ([elsewhere containsObject:voice.identifier]) continue;
    // Of the two, the older one tells locales: ja_JP.
    [lines appendFormat:@"%@%@\t%@\t%@\n", prefix, voice.identifier, with(voice.language, @"-", @"_"),
                        with(voice.name, @" ", @"\t\n")];
  }
  return lines;
}

NSString *tts_no_such_voice(tts_voice_list list, NSString *wanted) {
  NSMutableString *found = [NSMutableString string];
  for (NSUInteger i = 0; i < [list.voices count]; i++) {
    const tts_voice_facts voice = list.facts([list.voices objectAtIndex:i]);
    if (!is_japanese(voice)) continue;
    [found appendFormat:@"%@%@ (%@)", [found length] == 0 ? @"" : @", ", voice.name, voice.identifier];
  }
  if ([found length] == 0) {
    return [NSString stringWithFormat:@"macOS has no voice \"%@\" and no Japanese voice at all; download one in System "
                                      @"Settings, Accessibility, Spoken Content",
                                      wanted];
  }
  return [NSString stringWithFormat:@"macOS has no voice \"%@\"; its Japanese voices are %@", wanted, found];
}
