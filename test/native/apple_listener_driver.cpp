// Plays Apple's synthesizer and the voice that waits for it, by a script on stdin, a step a line. UTTERANCE is a number
// as "begin" gives them: 1, 2, ..., counted up by each "stop", too. Prints what "take" and "abandoned" find.
//   begin must|may | frames UTTERANCE HZ COUNT | last UTTERANCE | delegate UTTERANCE | fault UTTERANCE
//   turned MS | stop | take | abandoned | close
#include <cstdio>
#include <cstring>
#include <optional>
#include <vector>

#include "apple_listener.h"
#include "boundary.h"
#include "voice.h"

namespace {

void take(tts::UtteranceQueue &queue) {
  int16_t pcm[48000];
  uint32_t frames = 0;
  switch (queue.take(pcm, 48000, 0, &frames)) {
    case TTS_VOICE_OK: std::printf("%u frames\n", frames); break;
    case TTS_VOICE_DONE: std::puts("done"); break;
    case TTS_VOICE_TIMEOUT: std::puts("nothing yet"); break;
    default: std::printf("failed: %s\n", tts::last_error.c_str());
  }
}

}  // namespace

int main() {
  std::optional<tts::AppleListenerSeat> seat(std::in_place);
  const uint64_t number = seat->number();
  char line[128];
  while (std::fgets(line, sizeof line, stdin) != nullptr) {
    char word[16] = "";
    unsigned long utterance = 0, count = 0;
    double value = 0;
    if (std::sscanf(line, "begin %15s", word) == 1) {
      uint64_t begun = 0;
      (*seat)->queue.begin(begun);
      (*seat)->begin(begun, std::strcmp(word, "must") == 0);
    } else if (std::sscanf(line, "frames %lu %lf %lu", &utterance, &value, &count) == 3) {
      const std::vector<float> samples(count, 0.5f);
      const apple_frames frames{samples.data(), APPLE_FLOAT32, static_cast<uint32_t>(count), 1, value};
      apple_heard_frames(number, utterance, &frames);
    } else if (std::sscanf(line, "last %lu", &utterance) == 1) {
      apple_heard_end(number, utterance, APPLE_LAST_BUFFER);
    } else if (std::sscanf(line, "delegate %lu", &utterance) == 1) {
      apple_heard_end(number, utterance, APPLE_DELEGATE);
    } else if (std::sscanf(line, "fault %lu", &utterance) == 1) {
      apple_heard_fault(number, utterance, "as told");
    } else if (std::sscanf(line, "turned %lf", &value) == 1) {
      (*seat)->turned(std::chrono::milliseconds(static_cast<long>(value)));
    } else if (std::strcmp(line, "stop\n") == 0) {
      (*seat)->queue.stop();
    } else if (std::strcmp(line, "take\n") == 0) {
      take((*seat)->queue);
    } else if (std::strcmp(line, "abandoned\n") == 0) {
      std::puts((*seat)->take_abandoned() ? "abandoned" : "not abandoned");
    } else if (std::strcmp(line, "close\n") == 0) {
      seat.reset();
    } else {
      return 1;
    }
  }
  return 0;
}
