/* CoreFoundation's strings, as far as names of devices need them. */
#include <stdlib.h>
#include <string.h>

#include "hal.h"

struct __CFString {
  char *text;
};

CFStringRef hal_string(const char *text) {
  struct __CFString *made = malloc(sizeof(*made));
  made->text = strdup(text);
  hal_counts[STANDIN_STRINGS]++;
  return made;
}

void CFRelease(CFTypeRef cf) {
  struct __CFString *string = (struct __CFString *)cf;
  free(string->text);
  free(string);
  pthread_mutex_lock(&hal_mutex);
  hal_counts[STANDIN_STRINGS]--;
  pthread_mutex_unlock(&hal_mutex);
}

/* UTF-16 has one unit for a character of up to three bytes of UTF-8, and two for one of four. */
CFIndex CFStringGetLength(CFStringRef string) {
  CFIndex units = 0;
  for (const unsigned char *at = (const unsigned char *)string->text; *at != 0; at++) {
    if ((*at & 0xC0) != 0x80) units += *at >= 0xF0 ? 2 : 1;
  }
  return units;
}

CFIndex CFStringGetMaximumSizeForEncoding(CFIndex length, CFStringEncoding encoding) {
  return encoding == kCFStringEncodingUTF8 ? length * 3 : -1;
}

Boolean CFStringGetCString(CFStringRef string, char *buffer, CFIndex size, CFStringEncoding encoding) {
  const size_t bytes = strlen(string->text) + 1;
  if (encoding != kCFStringEncodingUTF8 || size < 0 || (size_t)size < bytes) return 0;
  memcpy(buffer, string->text, bytes);
  return 1;
}
