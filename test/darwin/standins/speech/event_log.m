#import "event_log.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

void standin_log(NSString *event, NSDictionary *fields) {
  const char *const path = getenv("STANDIN_SPEECH_LOG");
  if (path == NULL) return;
  NSMutableDictionary *line = [NSMutableDictionary dictionaryWithDictionary:fields];
  [line setObject:event forKey:@"event"];
  NSMutableData *json = [[[NSJSONSerialization dataWithJSONObject:line options:0 error:NULL] mutableCopy] autorelease];
  [json appendBytes:"\n" length:1];
  // One write to a file that is appended to: the lines of several threads do not mix.
  const int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0 || write(file, [json bytes], [json length]) != (ssize_t)[json length]) abort();
  close(file);
}
