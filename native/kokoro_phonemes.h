/* From the words of Open JTalk's front end to the phonemes that Kokoro's Japanese voices were trained with. */
#ifndef TTS_KOKORO_PHONEMES_H
#define TTS_KOKORO_PHONEMES_H
#include <string>
#include <vector>

namespace tts {

/* A word as the front end reads it. */
struct ReadWord {
  std::string surface;
  /* Katakana; 、 for a mark, and for whatever has no sound. */
  std::string pronunciation;
  /* Whether it goes on in the accent phrase of the word before it. */
  bool joined;
};

/* An accent phrase, which Kokoro takes for a word, and the mark after it. */
struct Phrase {
  std::u32string phonemes;
  /* . ! ? end a sentence, , : ; … are pauses in it; 0 where it goes on. */
  char32_t mark = 0;
};

inline bool ends_sentence(char32_t mark) { return mark == U'.' || mark == U'!' || mark == U'?'; }

/*
 * The phrases of a text: 3つ, which the front end reads as ミッツ, becomes mʲiʔʦɨ. None is longer than 160 phonemes, and
 * marks before the first one are left out. Long marks, ʔ (ッ) and ɴ (ン) stand for themselves.
 */
std::vector<Phrase> kokoro_phrases(const std::vector<ReadWord> &words);

/*
 * Phrases `first` to `last` (which is left out) as one text: words and marks with blanks between them, and each ɴ as it
 * sounds before what follows.
 */
std::u32string kokoro_text(const std::vector<Phrase> &phrases, size_t first, size_t last);

/* Every phoneme and mark that kokoro_text can give. */
std::u32string kokoro_alphabet();

}  // namespace tts
#endif
