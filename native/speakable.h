/* Whether a Japanese voice can be expected to make a sound of a text. */
#ifndef TTS_SPEAKABLE_H
#define TTS_SPEAKABLE_H
#include <string_view>

namespace tts {

enum class Speakable {
  nothing, // White space and punctuation only: there is nothing to say.
  perhaps, // Symbols, other scripts, a lone long-vowel mark: a voice may name them or pass over them.
  surely   // A kana with a sound of its own, a kanji, a Latin letter or a digit.
};

/* `text` is valid UTF-8. */
Speakable speakable(std::string_view text);

}  // namespace tts
#endif
